#pragma once

#include <QtGlobal>

#include <termios.h>

namespace Flowcast {

/// Puts the user's terminal into raw mode and back: in the destructor at the latest, and also if the process crashes.
/// One at a time in a process.
class TerminalGuard
{
    Q_DISABLE_COPY_MOVE(TerminalGuard)

public:
    explicit TerminalGuard(int terminal);
    ~TerminalGuard();

    [[nodiscard]] const termios &original() const { return m_original; }
    [[nodiscard]] bool isForeground() const; ///< Otherwise the terminal is another job's: hands off.
    [[nodiscard]] bool isRaw() const { return m_isRaw; }
    void enterRaw();
    void restore();

private:
    int m_terminal;
    termios m_original{};
    bool m_isRaw = false;
};

} // namespace Flowcast
