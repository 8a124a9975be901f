#pragma once

#include "app/run/inputrelay.h"
#include "app/run/pseudoterminal.h"
#include "app/run/terminalguard.h"

#include <QObject>
#include <QTimer>

namespace Flowcast {

/// Makes the user's terminal a window onto the command's own one: raw mode, keys passed on, size kept, and the key
/// that suspends a job suspends us together with the command. Touches nothing while we run in the background.
/// Lives in the thread of its owner, a RunSession.
class TerminalSession final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TerminalSession)

public:
    /// \a leader: the command, which leads its session and process group.
    TerminalSession(int userTerminal, PseudoTerminal &terminal, pid_t leader, QObject *parent = nullptr);

    void suspend(); ///< Returns when the shell has continued us.
    void resume(); ///< After a stop that was not our doing.
    void stopInput(); ///< The command has ended, but not yet all its output has been written.
    void end(); ///< The command has ended; the user's terminal is as it was.

Q_SIGNALS:
    void interruptKeyPressed();

private:
    bool filterKey(char key);
    void attach();
    void detach();
    [[nodiscard]] bool commandCannotSuspendItself() const;

    int m_userTerminal;
    PseudoTerminal &m_terminal;
    pid_t m_leader;
    TerminalGuard m_guard;
    InputRelay m_relay;
    QTimer m_foregroundTimer;
};

} // namespace Flowcast
