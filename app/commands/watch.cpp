#include "app/commands/watch.h"

#include "app/commands/commandline.h"
#include "app/watch/watchsession.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

CommandLine::Texts texts()
{
    return {u"watch"_s, u"[ID...] [options]"_s,
        u"Shows how far workflows are, live: bars in a terminal, a line per update elsewhere.\n"
        "Comes back by itself when the connection is lost. With IDs it ends when all of them\n"
        "have ended; without, it shows every workflow until Ctrl-C. A workflow that is deleted\n"
        "or does not exist yet has not ended.\n\n"
        "Exit code with IDs: 0 all completed, 1 one failed, 3 one was cancelled and none failed.\n"
        "Always: 2 wrong arguments, 4 no server could be reached, 130 Ctrl-C."_s,
        u"flowcast watch\n"
        "flowcast watch nightly && notify-send \"The nightly build is done\"\n"
        "flowcast watch --json nightly | jq .message\n"
        "flowcast watch --max-retries 5 --server build-host:8001 nightly weekly"_s};
}

QList<QCommandLineOption> options()
{
    return {
        {u"json"_s, u"One JSON object per update and line, as the server sends it."_s},
        {u"max-retries"_s, u"Gives up after N tries in a row to come back; default: never."_s, u"N"_s},
    };
}

Result<std::vector<WorkflowId>> idsOf(const QStringList &texts)
{
    std::vector<WorkflowId> ids;
    for (const QString &text : texts) {
        Result<WorkflowId> id = WorkflowId::fromBytes(text.toUtf8());
        if (!id) {
            return badField(u"ID \"%1\""_s.arg(text), id.error().detail);
        }
        if (std::find(ids.begin(), ids.end(), *id) == ids.end()) {
            ids.push_back(*std::move(id));
        }
    }
    return ids;
}

} // namespace

int watchCommand(const QStringList &arguments, const CommandIo &io)
{
    CommandLine line(texts(), io, options());
    if (const auto exitCode = line.parse(arguments)) {
        return *exitCode;
    }
    const auto maxRetries = line.number(u"max-retries"_s, 1'000'000);
    if (!maxRetries) {
        return line.usageError(maxRetries.error());
    }
    Result<std::vector<WorkflowId>> ids = idsOf(line.positional());
    if (!ids) {
        return line.usageError(ids.error());
    }
    WatchSession session({.server = line.server(),
                             .ids = *std::move(ids),
                             .maxRetries = *maxRetries ? int(**maxRetries) : -1,
                             .isJson = line.isSet(u"json"_s)},
        io);
    const int exitCode = session.run();
    return exitCode == ExitUnreachable ? line.failure(session.errorText(), exitCode) : exitCode;
}

} // namespace Flowcast
