#pragma once

#include "protocol/workflowupdate.h"

#include <QPainter>

namespace Flowcast {

class Theme;

/// How a progress bar is painted, in rows as well as in widgets. GUI thread.

/// True if the bar moves without an end: work goes on and nobody knows how much there is.
[[nodiscard]] bool isBusy(const WorkflowUpdate &update);

/// Paints the bar of \a update into \a rect: a track, and on it the part that is done in the colour of the status. A
/// busy bar is a piece that slides along; \a phase from 0 to 1 says where it is.
void paintBar(QPainter &painter, const QRectF &rect, const WorkflowUpdate &update, const Theme &theme, double phase);

} // namespace Flowcast
