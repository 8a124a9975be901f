#include "app/run/childexit.h"

#include <csignal>
#include <cstring>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Flowcast {

using namespace Qt::Literals::StringLiterals;

ChildExit ChildExit::fromWaitStatus(int status)
{
    if (WIFSIGNALED(status))
        return {0, WTERMSIG(status)};
    return {WEXITSTATUS(status), 0};
}

bool ChildExit::isCancelled() const
{
    return signalNumber == SIGINT || signalNumber == SIGTERM || signalNumber == SIGHUP;
}

int ChildExit::exitCode() const
{
    return signalNumber != 0 ? 128 + signalNumber : code;
}

QString ChildExit::text() const
{
    if (signalNumber == 0)
        return u"exit code %1"_s.arg(code);
    return u"killed by signal %1 (%2)"_s.arg(signalNumber).arg(QString::fromLocal8Bit(::strsignal(signalNumber)));
}

int endLike(const ChildExit &exit)
{
    if (exit.signalNumber != 0) {
        const rlimit noCore{0, 0}; // the command has left its own
        ::setrlimit(RLIMIT_CORE, &noCore);
        std::signal(exit.signalNumber, SIG_DFL);
        sigset_t set;
        ::sigemptyset(&set);
        ::sigaddset(&set, exit.signalNumber);
        ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
        ::kill(::getpid(), exit.signalNumber);
    }
    return exit.exitCode();
}

} // namespace Flowcast
