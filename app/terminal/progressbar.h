#pragma once

#include "protocol/workflowupdate.h"

namespace Flowcast {

/// A bar of \a width columns, in block characters or in ASCII. While the total of a running workflow is not known, a
/// piece of it goes to and fro with \a tick; other workflows without a total have an empty bar.
[[nodiscard]] QString progressBar(const WorkflowUpdate &update, int width, bool unicode, int tick);

} // namespace Flowcast
