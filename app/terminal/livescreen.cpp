#include "app/terminal/livescreen.h"

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

QString LiveScreen::draw(const std::vector<TerminalLine> &lines, int columns)
{
    int rowsAbove = 0;
    for (const int width : m_drawnWidths) {
        rowsAbove += std::max(1, (width + columns - 1) / columns);
    }
    QString out = u"\r"_s;
    if (rowsAbove > 0) {
        out += u"\x1b[%1A"_s.arg(rowsAbove);
    }
    if (std::exchange(m_columns, columns) != columns) {
        out += u"\x1b[J"_s; // else a terminal remembers the rows it broke, and joins them again when it grows
    }
    m_drawnWidths.clear();
    for (const TerminalLine &line : lines) {
        out += line.text + "\x1b[K\r\n"_L1; // clears what is left of an older, longer line
        m_drawnWidths.push_back(line.width);
    }
    return out + "\x1b[J"_L1;
}

} // namespace Flowcast
