#pragma once

#include "protocol/messages.h"

namespace Flowcast {

/// The state after \a publish: its fields, and those it leaves out from \a stored (a default-made one for a workflow
/// that is new). The version grows by one; the cursor is left to the store. \a now is used when no timestamp is given.
/// Error: current_step past total_steps, once the two are put together.
[[nodiscard]] Result<WorkflowUpdate> merge(const WorkflowUpdate &stored, Publish publish, Timestamp now);

} // namespace Flowcast
