#pragma once

#include <QString>

namespace Flowcast {

/// How a command ended.
struct ChildExit
{
    int code = 0; ///< Of exit().
    int signalNumber = 0; ///< That killed it; 0: none did.

    [[nodiscard]] static ChildExit fromWaitStatus(int status);
    [[nodiscard]] bool isSuccess() const { return code == 0 && signalNumber == 0; }
    [[nodiscard]] bool isCancelled() const; ///< By a signal that asks to end: SIGINT, SIGTERM or SIGHUP.
    [[nodiscard]] int exitCode() const; ///< As a shell shows it: 128 + signal.
    [[nodiscard]] QString text() const; ///< "exit code 2", "killed by signal 9 (Killed)".
};

/// Ends this process the way \a exit says, a signal included, so that a calling shell sees what it would have seen
/// without us. Returns the exit code to use where there was no signal.
[[nodiscard]] int endLike(const ChildExit &exit);

} // namespace Flowcast
