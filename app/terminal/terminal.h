#pragma once

namespace Flowcast {

struct TerminalSize
{
    int columns = 80;
    int rows = 24;
};

/// Of standard output; 80 × 24 if it has none.
[[nodiscard]] TerminalSize terminalSize();
/// Whether \a fd is a terminal that can move its cursor and show colours.
[[nodiscard]] bool isLiveTerminal(int fd);
/// Whether standard output is a pipe that nobody reads any more. Writing would tell, but there may be nothing to write.
[[nodiscard]] bool readerHasGone();
/// Whether the person wants colours at all: NO_COLOR, as no-color.org has it.
[[nodiscard]] bool wantsColours();
/// Whether the locale's characters are UTF-8, so that block characters come out. Asks the environment: Qt has
/// switched the process's own locale to UTF-8.
[[nodiscard]] bool hasUnicode();

} // namespace Flowcast
