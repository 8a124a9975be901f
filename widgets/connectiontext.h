#pragma once

#include "client/workflowconnection.h"

namespace Flowcast {

/// What a connection says of itself at a moment: a value, so that it can be shown without one.
struct ConnectionStatus
{
    WorkflowConnection::State state = WorkflowConnection::State::Idle;
    int attempt = 0; ///< Tries in a row that have failed.
    std::chrono::milliseconds nextAttemptIn{0};
    QString errorText;
    QString server; ///< HOST:PORT
};

[[nodiscard]] ConnectionStatus statusOf(const WorkflowConnection &connection);

/// The sentence for a person: "Trying again in 3 s (attempt 4). Connection refused."
[[nodiscard]] QString connectionText(const ConnectionStatus &status);
/// The name of its symbol; every state has a shape of its own.
[[nodiscard]] QString connectionIcon(WorkflowConnection::State state);

} // namespace Flowcast
