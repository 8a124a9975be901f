#pragma once

#include "protocol/error.h"

#include <QObject>

#include <array>

namespace Flowcast {

Q_NAMESPACE // the one place where the namespace has its meta-object

    /// How a workflow stands. On the wire and in SQL always the text, never the number.
    enum class WorkflowStatus : quint8 {
        Pending,
        Running,
        Paused,
        Completed,
        Failed,
        Cancelled
    };
Q_ENUM_NS(WorkflowStatus)

inline constexpr std::array AllWorkflowStatuses{WorkflowStatus::Pending, WorkflowStatus::Running,
    WorkflowStatus::Paused, WorkflowStatus::Completed, WorkflowStatus::Failed, WorkflowStatus::Cancelled};

/// The word on the wire, lower case.
[[nodiscard]] QLatin1StringView toText(WorkflowStatus status);
/// Reads the word in any case; anything else is refused, the error names the field "status".
[[nodiscard]] Result<WorkflowStatus> statusFromText(QByteArrayView text);
/// True for completed, failed and cancelled: no more updates are expected.
[[nodiscard]] bool isFinal(WorkflowStatus status);

} // namespace Flowcast
