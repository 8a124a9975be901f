#pragma once

#include "app/run/uniquefd.h"

#include <QByteArray>

#include <termios.h>

namespace Flowcast {

/// A terminal of our own for a command to write to. Owned by ChildStreams.
class PseudoTerminal
{
public:
    /// Opens one; errorNumber() tells whether that worked.
    PseudoTerminal();

    [[nodiscard]] int errorNumber() const { return m_error; }
    [[nodiscard]] int master() const { return m_master.get(); } ///< Ours, non-blocking.
    [[nodiscard]] int slave() const { return m_slave.get(); } ///< The command's.
    [[nodiscard]] const QByteArray &slavePath() const { return m_slavePath; }
    void closeSlave() { m_slave.reset(); } ///< Once the command has it.
    void closeMaster() { m_master.reset(); } ///< Hangs up.

    void setModes(const termios &modes);
    void passBytesUnchanged(); ///< No newline translation: another terminal behind us does it.
    [[nodiscard]] termios modes() const;
    [[nodiscard]] pid_t foregroundGroup() const;
    /// Takes over the size of the terminal \a from; a command in the foreground of this one is told by SIGWINCH.
    void copySize(int from);

private:
    UniqueFd m_master;
    UniqueFd m_slave;
    QByteArray m_slavePath;
    int m_error = 0;
};

} // namespace Flowcast
