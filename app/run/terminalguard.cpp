#include "app/run/terminalguard.h"

#include <array>
#include <csignal>

#include <unistd.h>

namespace Flowcast {

namespace {

constexpr std::array CrashSignals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

// What the crash handler needs; a handler cannot be given anything.
int crashTerminal = -1;
termios crashModes{};

} // namespace

extern "C" {
static void restoreAndCrash(int signalNumber)
{
    ::tcsetattr(crashTerminal, TCSANOW, &crashModes);
    ::raise(signalNumber); // SA_RESETHAND: the default action this time
}
}

static void setCrashHandler(bool on)
{
    for (const int signalNumber : CrashSignals) {
        struct sigaction action = {};
        action.sa_handler = on ? restoreAndCrash : SIG_DFL;
        action.sa_flags = int(SA_RESETHAND);
        ::sigaction(signalNumber, &action, nullptr);
    }
}

TerminalGuard::TerminalGuard(int terminal) : m_terminal(terminal)
{
    ::tcgetattr(m_terminal, &m_original);
}

TerminalGuard::~TerminalGuard()
{
    restore();
}

bool TerminalGuard::isForeground() const
{
    return ::tcgetpgrp(m_terminal) == ::getpgrp();
}

void TerminalGuard::enterRaw()
{
    if (m_isRaw)
        return;
    ::tcgetattr(m_terminal, &m_original); // a shell may have changed them since
    crashTerminal = m_terminal;
    crashModes = m_original;
    setCrashHandler(true);
    termios raw = m_original;
    ::cfmakeraw(&raw);
    m_isRaw = ::tcsetattr(m_terminal, TCSANOW, &raw) == 0;
}

void TerminalGuard::restore()
{
    if (!m_isRaw)
        return;
    // A shell that has the terminal by now put its own modes there; setting ours would also stop us (SIGTTOU).
    if (isForeground())
        ::tcsetattr(m_terminal, TCSANOW, &m_original);
    setCrashHandler(false);
    m_isRaw = false;
}

} // namespace Flowcast
