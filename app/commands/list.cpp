#include "app/commands/list.h"

#include "app/commands/commandline.h"
#include "app/terminal/terminal.h"
#include "app/terminal/terminaltable.h"
#include "client/workflowconnection.h"

#include <QEventLoop>
#include <QTimer>

#include <map>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

using States = std::map<WorkflowId, WorkflowUpdate>;

CommandLine::Texts texts()
{
    return {u"list"_s, u"[options]"_s,
        u"Lists the workflows and how far they are, by id.\n\n"
        "Exit code: 0 listed, 2 wrong arguments, 4 no answer from a server."_s,
        u"flowcast list\n"
        "flowcast list --json | jq -r 'select(.status == \"failed\") | .workflow_id'"_s};
}

QList<QCommandLineOption> options()
{
    return {
        {u"json"_s, u"One JSON object per line, as the server sends it."_s},
        {u"timeout"_s, u"How long the server may be silent; default: 5 seconds."_s, u"SECONDS"_s, u"5"_s},
    };
}

/// Fills \a states with all there are; false, with the reason, if they cannot be had.
bool fetch(const QUrl &server, std::chrono::milliseconds timeout, States &states, QString &why)
{
    WorkflowConnection connection(server, AllWorkflows());
    connection.setTiming({.connectTimeout = timeout, .maxRetries = 0});
    QEventLoop loop;
    QTimer silence;
    silence.setSingleShot(true);
    QObject::connect(&connection, &WorkflowConnection::updateReceived, &loop, [&](const WorkflowUpdate &update) {
        states.insert_or_assign(update.workflowId, update);
        silence.start(timeout);
    });
    QObject::connect(
        &connection, &WorkflowConnection::workflowDeleted, &loop, [&](const WorkflowId &id) { states.erase(id); });
    QObject::connect(&connection, &WorkflowConnection::synced, &loop, [&] { loop.exit(1); });
    QObject::connect(&connection, &WorkflowConnection::stateChanged, &loop, [&](WorkflowConnection::State state) {
        if (state == WorkflowConnection::State::Stopped) {
            why = connection.errorText();
            loop.exit(0);
        }
    });
    QObject::connect(&silence, &QTimer::timeout, &loop, [&] { loop.exit(0); });
    silence.start(2 * timeout); // the connection's own limit comes first and knows more
    connection.open();
    return loop.exec() == 1;
}

void printJson(const States &states, QTextStream &out)
{
    for (const auto &[id, update] : states) {
        out << QString::fromUtf8(encode(update)) << '\n';
    }
}

void printTable(const States &states, const CommandIo &io)
{
    TerminalTable table(
        {.columns = io.outIsTerminal ? terminalSize().columns : 0, .hasColours = io.outIsTerminal && wantsColours()});
    for (const auto &[id, update] : states) {
        table.add(update, currentTimestamp());
    }
    for (const QString &line : table.lines()) {
        io.out << line << '\n';
    }
}

} // namespace

int listCommand(const QStringList &arguments, const CommandIo &io)
{
    CommandLine line(texts(), io, options());
    if (const auto exitCode = line.parse(arguments)) {
        return *exitCode;
    }
    const auto timeout = line.seconds(u"timeout"_s);
    if (!timeout) {
        return line.usageError(timeout.error());
    }
    if (!line.positional().isEmpty()) {
        return line.usageError({ErrorCode::BadRequest, line.positional().constFirst(), u"is not an option"_s});
    }
    States states;
    QString why;
    if (!fetch(line.server(), *timeout, states, why)) {
        const QString reason = why.isEmpty() ? u"it is silent"_s : why;
        return line.failure(u"no answer from %1: %2"_s.arg(line.server().toString(), reason), ExitUnreachable);
    }
    if (line.isSet(u"json"_s)) {
        printJson(states, io.out);
    } else {
        printTable(states, io);
    }
    io.out.flush();
    return ExitCompleted;
}

} // namespace Flowcast
