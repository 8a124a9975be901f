#pragma once

#include "app/run/childexit.h"
#include "app/run/childstreams.h"

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace Flowcast {

/// The exit code of a shell for a command that could not be started: 127 not found, 126 otherwise.
[[nodiscard]] int startFailureCode(int errorNumber);
/// "ninjaa: command not found"
[[nodiscard]] QString startFailureText(const QString &program, int errorNumber);

/// The command that runs. Owned by a RunSession, which tells it when SIGCHLD has arrived.
class ChildProcess
{
public:
    /// Starts \a command, found by way of PATH, with our environment and \a variable ("NAME=value") added. SIGPIPE is
    /// put back to its default if \a resetSigPipe. Returns 0 or an error number: ENOENT when there is no such command.
    [[nodiscard]] int start(
        const QStringList &command, const ChildStreams &streams, const QByteArray &variable, bool resetSigPipe);

    [[nodiscard]] pid_t pid() const { return m_pid; }
    /// How it ended; nothing while it runs, and only once.
    [[nodiscard]] std::optional<ChildExit> reap();
    /// To the command, with its process group if it has one of its own. Nothing happens once it has been reaped.
    void sendSignal(int signalNumber) const;

private:
    pid_t m_pid = -1;
    bool m_leadsGroup = false;
};

} // namespace Flowcast
