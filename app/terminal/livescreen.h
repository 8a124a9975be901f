#pragma once

#include "app/terminal/linebuilder.h"

#include <vector>

namespace Flowcast {

/// Draws a block of lines into a terminal again and again, in the place of the one before; what stood above it stays.
/// Gives the bytes, knows no terminal. The cursor rests at the start of the line below the block.
class LiveScreen
{
public:
    /// \a columns: the width now. If it has shrunk, terminals have broken the old lines, which takes more rows.
    [[nodiscard]] QString draw(const std::vector<TerminalLine> &lines, int columns);

private:
    std::vector<int> m_drawnWidths;
    int m_columns = 0;
};

} // namespace Flowcast
