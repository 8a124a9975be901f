#include "app/run/outputsink.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace Flowcast {

static int reopen(int fd)
{
    char path[32];
    std::snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return ::open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

OutputSink::OutputSink(int fd) : m_fd(fd)
{
    struct stat status = {};
    ::fstat(fd, &status);
    if (S_ISSOCK(status.st_mode)) {
        m_way = Way::Socket;
    } else if (S_ISREG(status.st_mode) || S_ISBLK(status.st_mode) || (::fcntl(fd, F_GETFL) & O_NONBLOCK)) {
        m_way = Way::Plain;
    } else {
        m_own.reset(reopen(fd)); // fails for another user's terminal: then small pieces
        m_way = m_own.isValid() ? Way::Plain : Way::SmallPieces;
    }
}

qsizetype OutputSink::write(const char *bytes, qsizetype size)
{
    qsizetype written = 0;
    do {
        switch (m_way) {
        case Way::Plain:
            written = ::write(fd(), bytes, size_t(size));
            break;
        case Way::Socket:
            written = ::send(m_fd, bytes, size_t(size), MSG_DONTWAIT | MSG_NOSIGNAL);
            break;
        case Way::SmallPieces:
            written = writeSmallPiece(bytes, size);
            break;
        }
    } while (written < 0 && errno == EINTR);
    return written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : written;
}

qsizetype OutputSink::writeSmallPiece(const char *bytes, qsizetype size) const
{
    pollfd writable{m_fd, POLLOUT, 0};
    if (::poll(&writable, 1, 0) == 0)
        return 0;
    return ::write(m_fd, bytes, size_t(std::min<qsizetype>(size, PIPE_BUF / 8)));
}

} // namespace Flowcast
