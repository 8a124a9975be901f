#include "app/terminal/linebuilder.h"

#include "app/terminal/statuscolour.h"
#include "app/terminal/textwidth.h"

using namespace Qt::Literals::StringLiterals;

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
    add(fitted(text, width), colour);
    add(u"  "_s);
}

} // namespace Flowcast
