#pragma once

#include <QFont>
#include <QPainter>

namespace Flowcast {

/// Text in the cells of painted lists. GUI thread.

[[nodiscard]] QFont smallFont(const QFont &font); ///< For what is secondary.
/// Paints one line of \a text, elided; in left to right order at the left side, whatever the direction of its letters.
void paintLine(QPainter &painter, const QRect &rect, const QString &text, const QFont &font, const QColor &color,
    Qt::Alignment alignment = Qt::AlignLeft);
[[nodiscard]] bool fits(const QString &text, const QFont &font, int width);

} // namespace Flowcast
