#include "app/run/runoptions.h"

#include "protocol/api.h"
#include "protocol/messages.h"

namespace Flowcast {

using namespace Qt::Literals::StringLiterals;

static Result<QString *> targetOf(const QString &option, QString &id, QString &name, QString &server)
{
    if (option == "--id"_L1)
        return &id;
    if (option == "--name"_L1)
        return &name;
    if (option == "--server"_L1)
        return &server;
    return badField(option, u"unknown option %1"_s.arg(option));
}

static Result<RunOptions> checked(RunOptions options, const QString &id, const QString &server)
{
    if (options.command.isEmpty())
        return badField(u"COMMAND"_s, u"no command to run"_s);
    if (options.name.toUtf8().size() > MaxNameBytes)
        return badField(u"--name"_s, u"--name takes at most %1 bytes"_s.arg(MaxNameBytes));
    const auto url = server.isEmpty() ? Result<QUrl>(defaultServerUrl()) : serverUrlFromText(server);
    if (!url)
        return badField(u"--server"_s, u"server %1: %2"_s.arg(server, url.error().detail));
    options.server = *url;
    if (id.isNull())
        return options;
    const auto workflowId = WorkflowId::fromBytes(id.toUtf8());
    if (!workflowId)
        return badField(u"--id"_s, u"--id %1: %2"_s.arg(id, workflowId.error().detail));
    options.id = *workflowId;
    return options;
}

Result<RunOptions> RunOptions::parse(const QStringList &arguments, const QString &defaultServer)
{
    RunOptions options;
    QString id;
    QString server = defaultServer;
    qsizetype at = 0;
    for (; at < arguments.size() && arguments[at].startsWith(u'-'); ++at) {
        const QString &argument = arguments[at];
        if (argument == "--"_L1) {
            ++at;
            break;
        }
        if (argument == "--help"_L1 || argument == "-h"_L1) {
            options.help = true;
            return options;
        }
        const qsizetype equals = argument.indexOf(u'=');
        const QString option = equals < 0 ? argument : argument.first(equals);
        const auto target = targetOf(option, id, options.name, server);
        if (!target)
            return tl::unexpected(target.error());
        if (equals < 0 && at + 1 == arguments.size())
            return badField(option, u"%1 needs a value"_s.arg(option));
        **target = equals < 0 ? arguments[++at] : argument.sliced(equals + 1);
    }
    options.command = arguments.sliced(at);
    return checked(std::move(options), id, server);
}

QString RunOptions::helpText() // clang-format off
{
    return uR"(Usage: flowcast run [--id ID] [--name NAME] [--server URL] [--] COMMAND [ARGUMENT...]

Runs COMMAND and shows how far it is in every Flowcast that watches the server. The command runs as
it would alone: its output, colours, terminal size, keys, signals and exit code pass through. Progress
is read from what ninja, CMake/make and ctest print; other commands show a busy bar until they end.
If the server is away, the command runs on, and what was missed is published once it is back.

Options:
  --id ID        Workflow id: letters, digits, . _ : @ - (default: made from the command and the time)
  --name NAME    What people see (default: the command line)
  --server URL   The Flowcast server (default: FLOWCAST_SERVER, or ws://127.0.0.1:8001)
  -h, --help     Show this

The command finds its id in FLOWCAST_WORKFLOW_ID, and may publish to it with 'flowcast publish'.

Exit code: the command's own, 128 + N if signal N killed it; 127 if it was not found, 126 if it could
not be run; 2 if these options are wrong.

Examples:
  flowcast run -- ninja -C build
  flowcast run --name "Nightly build" -- cmake --build build -j8
  flowcast run --id nightly-42 --server ws://ci.example.org:8001 -- ctest --test-dir build
  flowcast run -- sh -c 'ninja -C build && ctest --test-dir build'
)"_s;
} // clang-format on

} // namespace Flowcast
