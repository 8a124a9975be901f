#pragma once

#include "protocol/workflowid.h"

#include <QDateTime>
#include <QStringList>

#include <chrono>

namespace Flowcast {

/// A readable id that no other run has: "ninja-20261123-101530-ab12". \a random makes it unique within a second.
[[nodiscard]] WorkflowId makeRunId(const QStringList &command, const QDateTime &time, quint32 random);

/// The command as one would type it, as plain text, cut to \a limit characters.
[[nodiscard]] QString commandLine(const QStringList &command, qsizetype limit);

/// "3.2 s", "1 min 12 s", "2 h 5 min".
[[nodiscard]] QString durationText(std::chrono::milliseconds duration);

} // namespace Flowcast
