#pragma once

#include <QStringList>
#include <QTextStream>

namespace Flowcast {

/// Where a command writes. Tests give it buffers.
struct CommandIo
{
    QTextStream &out;
    QTextStream &err;
    bool outIsTerminal = false;
};

/// What a command's exit code says.
enum ExitCode : int
{
    ExitCompleted = 0,
    ExitFailed = 1,
    ExitUsage = 2,
    ExitCancelled = 3,
    ExitUnreachable = 4,
    ExitBySignal = 128, ///< Plus the number of the signal, as shells say it: 130 for Ctrl-C.
};

/// A subcommand of flowcast, one file each in this folder. \a arguments are those after its name. Runs in the main
/// thread, with a QCoreApplication; returns the exit code of the process.
using CommandFunction = int (*)(const QStringList &arguments, const CommandIo &io);

} // namespace Flowcast
