#include "app/run/terminalsession.h"

#include <chrono>
#include <csignal>

#include <unistd.h>

namespace Flowcast {

using namespace std::chrono_literals;

TerminalSession::TerminalSession(int userTerminal, PseudoTerminal &terminal, pid_t leader, QObject *parent)
    : QObject(parent), m_userTerminal(userTerminal), m_terminal(terminal), m_leader(leader), m_guard(userTerminal),
      m_relay(userTerminal, terminal.master(), [this](char key) { return filterKey(key); })
{
    m_foregroundTimer.setInterval(300ms); // shells do not tell a running job that it has come to the foreground
    connect(&m_foregroundTimer, &QTimer::timeout, this, &TerminalSession::attach);
    attach();
}

void TerminalSession::attach()
{
    if (m_guard.isForeground()) {
        m_foregroundTimer.stop();
        m_guard.enterRaw();
        m_relay.setEnabled(true);
    } else {
        m_foregroundTimer.start();
    }
}

void TerminalSession::detach()
{
    stopInput();
    m_guard.restore();
}

void TerminalSession::stopInput()
{
    m_foregroundTimer.stop();
    m_relay.setEnabled(false);
}

void TerminalSession::end()
{
    detach();
}

/// Stops the command, then our own job the way the suspend key would have done it.
void TerminalSession::suspend()
{
    ::kill(-m_leader, SIGSTOP);
    detach();
    struct sigaction stopping = {};
    stopping.sa_handler = SIG_DFL;
    struct sigaction watching = {};
    ::sigaction(SIGTSTP, &stopping, &watching);
    ::kill(0, SIGTSTP); // we stand still in here
    ::sigaction(SIGTSTP, &watching, nullptr);
    resume();
}

void TerminalSession::resume()
{
    detach(); // the shell has put its own modes back
    attach();
    m_terminal.copySize(m_userTerminal);
    ::kill(-m_leader, SIGCONT);
    ::kill(-m_leader, SIGWINCH); // full-screen programs draw anew; others do not care
}

bool TerminalSession::filterKey(char key)
{
    const termios modes = m_terminal.modes();
    if (!(modes.c_lflag & ISIG))
        return true;
    if (key == char(modes.c_cc[VINTR]))
        Q_EMIT interruptKeyPressed();
    if (key != char(modes.c_cc[VSUSP]) || !commandCannotSuspendItself())
        return true;
    QMetaObject::invokeMethod(this, &TerminalSession::suspend, Qt::QueuedConnection);
    return false;
}

/// The kernel lets no key stop a process group whose parents are all in other sessions. If a shell runs in there, its
/// jobs are fine.
bool TerminalSession::commandCannotSuspendItself() const
{
    return m_terminal.foregroundGroup() == m_leader;
}

} // namespace Flowcast
