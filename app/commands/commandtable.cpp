#include "app/commands/commandtable.h"

#include "app/commands/list.h"
#include "app/commands/publish.h"
#include "app/commands/run.h"
#include "app/commands/serve.h"
#include "app/commands/watch.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

struct Command
{
    QLatin1StringView name;
    QLatin1StringView summary;
    CommandFunction function;
};

constexpr std::array commands{
    Command{"serve"_L1, "serve workflows without a window"_L1, serveCommand},
    Command{"run"_L1, "run a command and publish how far it is"_L1, runCommand},
    Command{"publish"_L1, "publish one update of a workflow"_L1, publishCommand},
    Command{"list"_L1, "list the workflows and how far they are"_L1, listCommand},
    Command{"watch"_L1, "watch workflows until they end"_L1, watchCommand},
};

constexpr QLatin1StringView helpHead = R"(Usage: flowcast [OPTIONS]             open the window
       flowcast COMMAND [ARGUMENTS]  do one thing in the terminal

Live progress of builds, training runs and pipelines.

Commands:
)"_L1;

constexpr QLatin1StringView helpTail = R"(
Options of the window:
  --server URL          watch this server, serve nothing
  --port N              the port to serve; default: 8001
  --data-dir DIR        where the database is
  --theme NAME          system, light or dark

flowcast COMMAND --help tells about one of them. Commands find the server by
--server URL or FLOWCAST_SERVER; without, it is ws://127.0.0.1:8001.

Examples:
  flowcast
  flowcast run -- ninja
  flowcast publish nightly --status running --step 3 --total 10
  flowcast watch nightly && echo done
)"_L1;

int printHelp(QTextStream &stream)
{
    stream << helpHead;
    for (const Command &command : commands) {
        stream << "  " << QString(command.name).leftJustified(10) << command.summary << '\n';
    }
    stream << helpTail;
    stream.flush();
    return ExitCompleted;
}

int printVersion(QTextStream &stream)
{
    stream << "flowcast " << QCoreApplication::applicationVersion() << '\n';
    stream.flush();
    return ExitCompleted;
}

} // namespace

int dispatch(const QStringList &arguments, const CommandIo &io)
{
    const QString name = arguments.value(0);
    if (name == "help"_L1 && arguments.size() > 1) {
        return dispatch({arguments.at(1), u"--help"_s}, io);
    }
    if (name == "help"_L1 || name == "--help"_L1 || name == "-h"_L1) {
        return printHelp(io.out);
    }
    if (name == "--version"_L1 || name == "-v"_L1) {
        return printVersion(io.out);
    }
    const auto command
        = std::find_if(commands.begin(), commands.end(), [&name](const Command &c) { return c.name == name; });
    if (command != commands.end()) {
        return command->function(arguments.mid(1), io);
    }
    io.err << "flowcast: there is no command \"" << name << "\"; see flowcast --help\n";
    io.err.flush();
    return ExitUsage;
}

} // namespace Flowcast
