#pragma once

#include "protocol/timestamp.h"
#include "protocol/workflowid.h"
#include "protocol/workflowstatus.h"

#include <QMetaType>

namespace Flowcast {

/// The state of a workflow after one update. The first six fields are the decision record's; the rest is ours and a
/// reader that does not know it leaves it out.
struct WorkflowUpdate
{
    WorkflowId workflowId;
    WorkflowStatus status = WorkflowStatus::Pending;
    quint32 currentStep = 0; ///< 0 to totalSteps; any value while totalSteps is 0.
    quint32 totalSteps = 0; ///< 0: not known yet.
    QString message; ///< At most 4 KiB of UTF-8.
    Timestamp timestamp{};

    QString name; ///< For people; empty: show the id. At most 256 bytes of UTF-8.
    quint64 version = 0; ///< Of this workflow: 1, 2, 3 … without gaps; 0: not from a store.
    quint64 cursor = 0; ///< The place in the order of all updates of one store; only ever grows. 0: unknown.
    quint32 skipped = 0; ///< How many older updates this one stands for, because the reader was slow.

    bool operator==(const WorkflowUpdate &) const = default;
};

} // namespace Flowcast

Q_DECLARE_METATYPE(Flowcast::WorkflowUpdate)
