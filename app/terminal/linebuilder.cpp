#include "app/terminal/linebuilder.h"

#include "app/terminal/statuscolour.h"
#include "app/terminal/textwidth.h"

#include <algorithm>

namespace Flowcast {

void LineBuilder::add(const QString &text, QLatin1StringView colour)
{
    const QString fit = clipped(text, m_left);
    const bool isColoured = m_hasColours && !colour.isEmpty() && !fit.isEmpty();
    m_line.text += isColoured ? colour + fit + noColour() : fit;
    const int width = displayWidth(fit);
    m_line.width += width;
    m_left -= width;
}

void LineBuilder::addColumn(const QString &text, int width, QLatin1StringView colour)
{
    add(fitted(text, std::min(width, m_left)), colour);
    add(QString(std::clamp(m_left, 0, 2), u' '));
}

} // namespace Flowcast
