#pragma once

#include "app/terminal/linebuilder.h"
#include "protocol/workflowupdate.h"

#include <vector>

namespace Flowcast {

/// How lines may look where they go.
struct LineStyle
{
    int columns = 80;
    bool hasColours = false;
    bool hasUnicode = true;
    int tick = 0; ///< Moves busy bars.
};

/// A line per workflow: name, status, bar, percent, steps, message; what does not fit is left out from the right.
[[nodiscard]] std::vector<TerminalLine> workflowLines(
    const std::vector<const WorkflowUpdate *> &updates, const LineStyle &style);

/// Those of \a updates that are shown in \a count lines, in the same order: the ones still going, the latest first in
/// the choice, then the ended ones.
[[nodiscard]] std::vector<const WorkflowUpdate *> chosen(
    const std::vector<const WorkflowUpdate *> &updates, size_t count);

/// "… and 5 more: 3 running, 2 failed", of those in \a all that are not in \a shown.
[[nodiscard]] QString restText(
    const std::vector<const WorkflowUpdate *> &all, const std::vector<const WorkflowUpdate *> &shown);

} // namespace Flowcast
