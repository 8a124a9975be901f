#include "app/terminal/textwidth.h"

#include <algorithm>
#include <array>

namespace Flowcast {

namespace {

struct Range
{
    char32_t first;
    char32_t last;
};

/// Unicode's East Asian Width "wide" and "fullwidth", small gaps ignored.
constexpr std::array wideRanges{Range{0x1100, 0x115f}, Range{0x2e80, 0x303e}, Range{0x3041, 0xa4cf},
    Range{0xac00, 0xd7a3}, Range{0xf900, 0xfaff}, Range{0xfe30, 0xfe6f}, Range{0xff00, 0xff60}, Range{0xffe0, 0xffe6},
    Range{0x1f300, 0x1f64f}, Range{0x1f680, 0x1f6ff}, Range{0x1f900, 0x1faff}, Range{0x20000, 0x3fffd}};

int widthOf(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
    case QChar::Other_Format:
        return 0;
    default:
        break;
    }
    const auto isIn = [c](const Range &range) { return c >= range.first && c <= range.last; };
    return std::any_of(wideRanges.begin(), wideRanges.end(), isIn) ? 2 : 1;
}

/// The character at \a position, which is moved past it. A lone surrogate stands for itself.
char32_t nextCharacter(QStringView text, qsizetype &position)
{
    const QChar c = text[position++];
    if (c.isHighSurrogate() && position < text.size() && text[position].isLowSurrogate()) {
        return QChar::surrogateToUcs4(c, text[position++]);
    }
    return c.unicode();
}

/// How many code units of \a text fit into \a width columns.
qsizetype unitsThatFit(QStringView text, int width)
{
    for (qsizetype position = 0; position < text.size();) {
        const qsizetype before = position;
        width -= widthOf(nextCharacter(text, position));
        if (width < 0) {
            return before;
        }
    }
    return text.size();
}

} // namespace

int displayWidth(QStringView text)
{
    int width = 0;
    for (qsizetype position = 0; position < text.size();) {
        width += widthOf(nextCharacter(text, position));
    }
    return width;
}

QString clipped(const QString &text, int width)
{
    if (width <= 0) {
        return {};
    }
    if (unitsThatFit(text, width) == text.size()) {
        return text;
    }
    return text.left(unitsThatFit(text, width - 1)) + u'…';
}

QString fitted(const QString &text, int width)
{
    const QString fit = clipped(text, width);
    return fit + QString(std::max(0, width - displayWidth(fit)), u' ');
}

} // namespace Flowcast
