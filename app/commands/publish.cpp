#include "app/commands/publish.h"

#include "app/commands/commandline.h"
#include "app/run/plaintext.h"
#include "client/publisher.h"

#include <QEventLoop>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

CommandLine::Texts texts()
{
    return {u"publish"_s, u"ID [options]"_s,
        u"Publishes one update of the workflow ID and waits until the server has stored it.\n"
        "What is left out keeps its value. Prints the id and the version it got.\n\n"
        "Exit code: 0 stored, 1 refused by the server, 2 wrong arguments, 4 no answer from a server."_s,
        u"flowcast publish nightly --status running --step 3 --total 10 --message Linking\n"
        "flowcast publish nightly --name \"Nightly build\"\n"
        "flowcast publish nightly --status completed --server build-host:8001"_s};
}

QList<QCommandLineOption> options()
{
    return {
        {u"status"_s, u"pending, running, paused, completed, failed or cancelled."_s, u"STATUS"_s},
        {u"step"_s, u"The step that is done now."_s, u"N"_s},
        {u"total"_s, u"How many steps there are; 0: not known."_s, u"N"_s},
        {u"message"_s, u"What is being done, at most 4 KiB."_s, u"TEXT"_s},
        {u"name"_s, u"A name for people."_s, u"TEXT"_s},
        {u"timeout"_s, u"How long to try; default: 5 seconds."_s, u"SECONDS"_s, u"5"_s},
    };
}

Error renamed(Error error, const QString &field)
{
    error.field = field;
    return error;
}

Result<std::optional<QString>> textUpTo(const CommandLine &line, const QString &option, qsizetype maxBytes)
{
    const std::optional<QString> text = line.text(option);
    if (text && text->toUtf8().size() > maxBytes) {
        return badField("--"_L1 + option, u"must have at most %1 bytes"_s.arg(maxBytes));
    }
    return text;
}

Result<std::optional<WorkflowStatus>> statusOf(const CommandLine &line)
{
    const std::optional<QString> text = line.text(u"status"_s);
    if (!text) {
        return std::nullopt;
    }
    return statusFromText(text->toUtf8())
        .map([](WorkflowStatus status) { return std::optional(status); })
        .map_error([](Error error) { return renamed(std::move(error), u"--status"_s); });
}

Result<WorkflowId> idOf(const CommandLine &line)
{
    if (line.positional().size() != 1) {
        return badField({}, u"needs one workflow ID"_s);
    }
    return WorkflowId::fromBytes(line.positional().constFirst().toUtf8()).map_error([](Error error) {
        return renamed(std::move(error), u"ID"_s);
    });
}

/// Takes what is in \a value, or keeps its error.
template <typename Field, typename Value>
void take(Field &field, Result<Value> value, std::optional<Error> &error)
{
    if (value) {
        field = *std::move(value);
    } else if (!error) {
        error = std::move(value).error();
    }
}

Result<Publish> publishOf(const CommandLine &line)
{
    constexpr quint32 maxStep = std::numeric_limits<quint32>::max();
    Publish publish;
    std::optional<Error> error;
    take(publish.workflowId, idOf(line), error);
    take(publish.status, statusOf(line), error);
    take(publish.currentStep, line.number(u"step"_s, maxStep), error);
    take(publish.totalSteps, line.number(u"total"_s, maxStep), error);
    take(publish.message, textUpTo(line, u"message"_s, MaxMessageBytes), error);
    take(publish.name, textUpTo(line, u"name"_s, MaxNameBytes), error);
    if (error) {
        return tl::unexpected(*std::move(error));
    }
    if (publish.totalSteps.value_or(0) > 0 && publish.currentStep.value_or(0) > *publish.totalSteps) {
        return badField(u"--step"_s, u"must not be above --total"_s);
    }
    return publish;
}

QString problemText(const Error &error)
{
    const QString field = plainText(error.field);
    const QString detail = plainText(error.detail);
    return u"refused: "_s + (detail.startsWith(field) ? detail : field + u' ' + detail);
}

/// Publishes and waits for the answer, for a later try too if the server is away.
int publishAndWait(const Publish &publish, std::chrono::milliseconds timeout, const CommandLine &line, QTextStream &out)
{
    Publisher publisher(line.server());
    QEventLoop loop;
    QObject::connect(&publisher, &Publisher::acknowledged, &loop, [&](quint64, quint64 version) {
        out << publish.workflowId.toString() << " version " << version << '\n';
        out.flush();
        loop.exit(ExitCompleted);
    });
    QObject::connect(&publisher, &Publisher::refused, &loop,
        [&](quint64, const Error &error) { loop.exit(line.failure(problemText(error), ExitFailed)); });
    const auto giveUp = [&] {
        const QString why = publisher.errorText();
        loop.exit(
            line.failure(u"no answer from %1%2"_s.arg(line.server().toString(), why.isEmpty() ? why : ": "_L1 + why),
                ExitUnreachable));
    };
    QObject::connect(&publisher, &Publisher::stopped, &loop, giveUp);
    QTimer::singleShot(timeout, &loop, giveUp);
    publisher.open();
    publisher.publish(publish);
    return loop.exec();
}

} // namespace

int publishCommand(const QStringList &arguments, const CommandIo &io)
{
    CommandLine line(texts(), io, options());
    if (const auto exitCode = line.parse(arguments)) {
        return *exitCode;
    }
    const Result<Publish> publish = publishOf(line);
    if (!publish) {
        return line.usageError(publish.error());
    }
    const auto timeout = line.seconds(u"timeout"_s);
    if (!timeout) {
        return line.usageError(timeout.error());
    }
    return publishAndWait(*publish, *timeout, line, io.out);
}

} // namespace Flowcast
