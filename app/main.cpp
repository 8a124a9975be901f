#include "app/commands/commandtable.h"
#include "app/descriptorlimit.h"
#include "app/terminal/terminal.h"

#ifdef FLOWCAST_DESKTOP
#include "app/desktop/rundesktop.h"
#endif

#include <QCoreApplication>
#include <QFile>

#include <cstdio>
#include <cstring>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

namespace {

/// The desktop takes options but no subcommand; what asks for help or the version is for the command line.
bool isForDesktop(int argc, char **argv)
{
    if (argc < 2) {
        return true;
    }
    const auto is = [argv](const char *option) { return std::strcmp(argv[1], option) == 0; };
    return argv[1][0] == '-' && !is("-h") && !is("--help") && !is("-v") && !is("--version");
}

int startDesktop([[maybe_unused]] int &argc, [[maybe_unused]] char **argv)
{
#ifdef FLOWCAST_DESKTOP
    raiseDescriptorLimit(); // for the server in it
    return runDesktop(argc, argv);
#else
    std::fputs("flowcast: this build has no window; see flowcast --help for what it can do\n", stderr);
    return ExitUsage;
#endif
}

int startCommand(int &argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QFile outFile;
    QFile errFile;
    (void)outFile.open(STDOUT_FILENO, QIODevice::WriteOnly | QIODevice::Unbuffered);
    (void)errFile.open(STDERR_FILENO, QIODevice::WriteOnly | QIODevice::Unbuffered);
    QTextStream out(&outFile);
    QTextStream err(&errFile);
    return dispatch(QCoreApplication::arguments().mid(1), {out, err, isLiveTerminal(STDOUT_FILENO)});
}

} // namespace

/// Looks at the arguments once, before any application object exists: the rest of the program never asks for its mode.
int main(int argc, char **argv)
{
    QCoreApplication::setApplicationName(u"flowcast"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(FLOWCAST_VERSION));
    return isForDesktop(argc, argv) ? startDesktop(argc, argv) : startCommand(argc, argv);
}
