#pragma once

#include "app/commands/command.h"

namespace Flowcast {

/// What a command wrote and how it ended.
struct CommandRun
{
    int exitCode = -1;
    QString out;
    QString err;
};

/// Runs a command in this thread, its output into strings. Its own event loop serves the test's sockets too.
inline CommandRun runInProcess(CommandFunction command, const QStringList &arguments, bool outIsTerminal = false)
{
    CommandRun run;
    QTextStream out(&run.out);
    QTextStream err(&run.err);
    run.exitCode = command(arguments, {out, err, outIsTerminal});
    out.flush();
    err.flush();
    return run;
}

} // namespace Flowcast
