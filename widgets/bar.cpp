#include "widgets/bar.h"

#include "client/workflowtext.h"
#include "widgets/theme.h"

#include <QPainterPath>

#include <cmath>

namespace Flowcast {

namespace {

constexpr double BusyLength = 0.35; // of the bar
constexpr double UnknownEndShare = 0.45; // opacity of a whole bar that says: ended, nobody knows how far it was

QPainterPath rounded(const QRectF &rect)
{
    QPainterPath path;
    const double radius = rect.height() / 2;
    path.addRoundedRect(rect, radius, radius);
    return path;
}

/// The sliding piece enters at the left and leaves at the right, slower at both ends.
QRectF busyPiece(const QRectF &bar, double phase)
{
    const double eased = 0.5 - 0.5 * std::cos(phase * M_PI);
    const double length = bar.width() * BusyLength;
    return {bar.left() - length + eased * (bar.width() + length), bar.top(), length, bar.height()};
}

QRectF donePiece(const QRectF &bar, double fraction)
{
    // What has begun is visible; the last pixel is kept for the end.
    const double least = fraction > 0 ? bar.height() : 0;
    const double most = fraction < 1 ? bar.width() - 1 : bar.width();
    return {bar.left(), bar.top(), std::min(most, std::max(least, fraction * bar.width())), bar.height()};
}

} // namespace

bool isBusy(const WorkflowUpdate &update)
{
    return update.status == WorkflowStatus::Running && update.totalSteps == 0;
}

void paintBar(QPainter &painter, const QRectF &rect, const WorkflowUpdate &update, const Theme &theme, double phase)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = theme.status(update.status);
    const std::optional<double> fraction = fractionOf(update);
    painter.fillPath(rounded(rect), theme.track());
    if (fraction) {
        painter.setClipPath(rounded(rect));
        if (*fraction > 0) {
            painter.fillPath(rounded(donePiece(rect, *fraction)), color);
        }
    } else if (isBusy(update)) {
        painter.setClipPath(rounded(rect));
        painter.fillPath(rounded(busyPiece(rect, phase)), color);
    } else if (update.status != WorkflowStatus::Pending) {
        painter.setOpacity(UnknownEndShare);
        painter.fillPath(rounded(rect), color);
    }
    painter.restore();
}

} // namespace Flowcast
