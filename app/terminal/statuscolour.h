#pragma once

#include "protocol/workflowstatus.h"

#include <QLatin1StringView>

namespace Flowcast {

/// The escape sequence that begins the colour of a status; the word beside it says the same.
[[nodiscard]] QLatin1StringView colourOf(WorkflowStatus status);
/// Ends every colour.
[[nodiscard]] QLatin1StringView noColour();

} // namespace Flowcast
