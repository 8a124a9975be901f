#include "widgets/elidedlabel.h"

#include "widgets/celltext.h"
#include "widgets/displaytext.h"
#include "widgets/theme.h"

namespace Flowcast {

ElidedLabel::ElidedLabel(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString &text)
{
    if (text == m_text) {
        return;
    }
    m_text = text;
    setAccessibleName(text);
    updateToolTip();
    updateGeometry();
    update();
}

void ElidedLabel::setSecondary(bool secondary)
{
    m_secondary = secondary;
    updateGeometry();
    update();
}

void ElidedLabel::setColor(const QColor &color)
{
    m_color = color;
    update();
}

void ElidedLabel::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    update();
}

QSize ElidedLabel::sizeHint() const
{
    const QFontMetrics metrics(textFont());
    return {metrics.horizontalAdvance(singleLine(m_text)) + 1, metrics.height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {24, QFontMetrics(textFont()).height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme(palette());
    const QColor usual = m_secondary ? theme.secondaryText() : palette().color(QPalette::WindowText);
    paintLine(painter, rect(), m_text, textFont(), m_color.isValid() ? m_color : usual, m_alignment);
}

void ElidedLabel::resizeEvent(QResizeEvent *)
{
    updateToolTip();
}

QFont ElidedLabel::textFont() const
{
    return m_secondary ? smallFont(font()) : font();
}

void ElidedLabel::updateToolTip()
{
    setToolTip(fits(m_text, textFont(), width()) ? QString() : toolTipFor(m_text));
}

} // namespace Flowcast
