#include "widgets/celltext.h"

#include "widgets/displaytext.h"

namespace Flowcast {

QFont smallFont(const QFont &font)
{
    QFont smaller = font;
    if (font.pointSizeF() > 0) {
        smaller.setPointSizeF(std::max(7.0, font.pointSizeF() * 0.88));
    } else {
        smaller.setPixelSize(std::max(10, int(font.pixelSize() * 0.88)));
    }
    return smaller;
}

void paintLine(QPainter &painter, const QRect &rect, const QString &text, const QFont &font, const QColor &color,
    Qt::Alignment alignment)
{
    if (text.isEmpty() || rect.width() <= 0) {
        return;
    }
    const QFontMetrics metrics(font);
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(rect, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
        metrics.elidedText(singleLine(text), Qt::ElideRight, rect.width()));
}

bool fits(const QString &text, const QFont &font, int width)
{
    return QFontMetrics(font).horizontalAdvance(singleLine(text)) <= width;
}

} // namespace Flowcast
