#include "app/terminal/terminal.h"

#include <QByteArray>

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace Flowcast {

TerminalSize terminalSize()
{
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
        return {};
    }
    return {size.ws_col, size.ws_row};
}

bool isLiveTerminal(int fd)
{
    const QByteArray kind = qgetenv("TERM");
    return ::isatty(fd) == 1 && !kind.isEmpty() && kind != "dumb";
}

bool readerHasGone()
{
    pollfd out{STDOUT_FILENO, 0, 0};
    return ::poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

bool wantsColours()
{
    return qEnvironmentVariableIsEmpty("NO_COLOR");
}

bool hasUnicode()
{
    for (const char *variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const QByteArray locale = qgetenv(variable).toLower();
        if (!locale.isEmpty()) {
            return locale.contains("utf-8") || locale.contains("utf8");
        }
    }
    return false;
}

} // namespace Flowcast
