#include "app/run/childstreams.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

namespace Flowcast {

constexpr int PipeSize = 1 << 20;

static bool isSameFile(int a, int b)
{
    struct stat first = {};
    struct stat second = {};
    return ::fstat(a, &first) == 0 && ::fstat(b, &second) == 0 && first.st_dev == second.st_dev
        && first.st_ino == second.st_ino;
}

/// A program that was started with closed streams would get our pipes in their place.
static void fillClosedStreams()
{
    for (int fd = ::open("/dev/null", O_RDWR); fd >= 0; fd = ::dup(fd)) {
        if (fd > STDERR_FILENO) {
            ::close(fd);
            return;
        }
    }
}

ChildStreams::ChildStreams()
{
    fillClosedStreams();
    const bool outputIsTerminal = ::isatty(STDOUT_FILENO) != 0;
    const bool errorIsTerminal = ::isatty(STDERR_FILENO) != 0;
    m_hasOwnSession = outputIsTerminal && ::isatty(STDIN_FILENO) != 0;
    if (outputIsTerminal || errorIsTerminal)
        openTerminal(outputIsTerminal ? STDOUT_FILENO : STDERR_FILENO);
    for (const int target : {STDOUT_FILENO, STDERR_FILENO}) {
        int &childFd = m_childFd[target - STDOUT_FILENO];
        if (target == STDOUT_FILENO ? outputIsTerminal : errorIsTerminal) {
            childFd = m_terminal->slave();
        } else if (target == STDERR_FILENO && isSameFile(STDOUT_FILENO, STDERR_FILENO)) {
            childFd = m_childFd[0];
        } else {
            openPipe(target);
        }
    }
}

void ChildStreams::openTerminal(int userTerminal)
{
    m_userTerminal = userTerminal;
    m_terminal.emplace();
    m_error = m_terminal->errorNumber();
    if (m_error != 0)
        return;
    termios modes{};
    if (::tcgetattr(userTerminal, &modes) == 0)
        m_terminal->setModes(modes);
    if (!m_hasOwnSession)
        m_terminal->passBytesUnchanged();
    m_terminal->copySize(userTerminal);
    UniqueFd source(::fcntl(m_terminal->master(), F_DUPFD_CLOEXEC, 0));
    m_channels.push_back({std::move(source), userTerminal, ProgressReader::Output});
}

void ChildStreams::openPipe(int target)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        m_error = errno;
        return;
    }
    ::fcntl(ends[0], F_SETPIPE_SZ, PipeSize); // fewer switches between the processes; may fail
    m_childEnds.emplace_back(ends[1]);
    m_childFd[target - STDOUT_FILENO] = ends[1];
    m_channels.push_back(
        {UniqueFd(ends[0]), target, target == STDOUT_FILENO ? ProgressReader::Output : ProgressReader::ErrorOutput});
}

void ChildStreams::closeChildEnds()
{
    m_childEnds.clear();
    if (m_terminal)
        m_terminal->closeSlave();
}

} // namespace Flowcast
