#pragma once

#include "client/workflowconnection.h"

namespace Flowcast {

/// How a connection stands, in a line for a person; empty while it is connected. Without the countdown it only changes
/// with the connection's state.
[[nodiscard]] QString connectionText(const WorkflowConnection &connection, bool withCountdown);

} // namespace Flowcast
