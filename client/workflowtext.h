#pragma once

#include "protocol/workflowupdate.h"

#include <chrono>
#include <optional>

namespace Flowcast {

/// A workflow in words for a person: what the windows and their models show. Plain functions, any thread.

[[nodiscard]] QString displayName(const WorkflowUpdate &update); ///< The name, or the id if it has none.
[[nodiscard]] QString statusWord(WorkflowStatus status); ///< "Running"

/// 0 to 1; nothing while the total is unknown. A completed workflow without a total counts as 1.
[[nodiscard]] std::optional<double> fractionOf(const WorkflowUpdate &update);
/// "60%", rounded down so that 100% is only said of all steps; empty while the total is unknown.
[[nodiscard]] QString percentText(const WorkflowUpdate &update);
/// "3 / 10"; "3 / ?" while the total is unknown; "–" when there are no steps at all.
[[nodiscard]] QString stepsText(const WorkflowUpdate &update);

/// "now", "12 s", "3 min", "5 h", "2 d", "1 y". A negative age (a producer's clock runs ahead) is "now".
[[nodiscard]] QString ageText(std::chrono::milliseconds age);
/// How long ageText(age) stays as it is.
[[nodiscard]] std::chrono::milliseconds untilAgeTextChanges(std::chrono::milliseconds age);

} // namespace Flowcast
