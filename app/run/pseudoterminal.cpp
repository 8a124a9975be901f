#include "app/run/pseudoterminal.h"

#include <array>
#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/ioctl.h>

namespace Flowcast {

PseudoTerminal::PseudoTerminal()
{
    m_master.reset(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    std::array<char, 128> path{};
    if (!m_master.isValid() || ::grantpt(master()) != 0 || ::unlockpt(master()) != 0
        || ::ptsname_r(master(), path.data(), path.size()) != 0) {
        m_error = errno;
        return;
    }
    m_slavePath = path.data();
    m_slave.reset(::open(path.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!m_slave.isValid())
        m_error = errno;
}

void PseudoTerminal::setModes(const termios &modes)
{
    ::tcsetattr(master(), TCSANOW, &modes);
}

void PseudoTerminal::passBytesUnchanged()
{
    termios raw = modes();
    raw.c_oflag &= tcflag_t(~OPOST);
    setModes(raw);
}

termios PseudoTerminal::modes() const
{
    termios modes{};
    ::tcgetattr(master(), &modes); // of the slave, by way of the master
    return modes;
}

pid_t PseudoTerminal::foregroundGroup() const
{
    return ::tcgetpgrp(master());
}

void PseudoTerminal::copySize(int from)
{
    winsize size{};
    if (::ioctl(from, TIOCGWINSZ, &size) == 0)
        ::ioctl(master(), TIOCSWINSZ, &size);
}

} // namespace Flowcast
