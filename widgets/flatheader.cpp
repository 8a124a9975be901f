#include "widgets/flatheader.h"

#include "widgets/celltext.h"
#include "widgets/theme.h"

#include <QPainter>

namespace Flowcast {

namespace {

constexpr int VerticalPadding = 6;
constexpr int ArrowGap = 8;
constexpr double ArrowWidth = 7;

} // namespace

FlatHeader::FlatHeader(int padding, QWidget *parent) : QHeaderView(Qt::Horizontal, parent), m_padding(padding)
{
    setSectionsClickable(true);
    setHighlightSections(false);
}

QSize FlatHeader::sizeHint() const
{
    return {0, QFontMetrics(smallFont(font())).height() + 2 * VerticalPadding};
}

void FlatHeader::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const Theme theme(palette());
    painter.fillRect(viewport()->rect(), palette().base());
    painter.fillRect(0, height() - 1, width(), 1, theme.separator());
    painter.end();
    QHeaderView::paintEvent(event);
}

void FlatHeader::paintSection(QPainter *painter, const QRect &rect, int column) const
{
    const Theme theme(palette());
    painter->fillRect(rect, palette().base());
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.separator());
    const QFont textFont = smallFont(font());
    const QRect content = rect.adjusted(m_padding, 0, -m_padding, 0);
    const auto alignment = Qt::Alignment(model()->headerData(column, orientation(), Qt::TextAlignmentRole).toInt());
    const bool right = alignment.testFlag(Qt::AlignRight);
    const QString text = model()->headerData(column, orientation()).toString();
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == column;
    paintLine(*painter, content, text, textFont, sorted ? theme.text() : theme.secondaryText(),
        right ? Qt::AlignRight : Qt::AlignLeft);
    if (sorted) {
        const int width = QFontMetrics(textFont).horizontalAdvance(text) + ArrowGap;
        paintArrow(*painter,
            {double(right ? content.right() - width : content.left() + width) + 1, content.center().y() + 1.0});
    }
}

/// Up for ascending: the least on top.
void FlatHeader::paintArrow(QPainter &painter, const QPointF &center) const
{
    const double up = sortIndicatorOrder() == Qt::AscendingOrder ? -1 : 1;
    const double half = ArrowWidth / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme(palette()).text(), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF points[]{center + QPointF(-half, -up * half / 2), center + QPointF(0, up * half / 2),
        center + QPointF(half, -up * half / 2)};
    painter.drawPolyline(points, 3);
    painter.restore();
}

} // namespace Flowcast
