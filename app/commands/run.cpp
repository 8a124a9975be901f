#include "app/commands/run.h"

#include "app/run/plaintext.h"
#include "app/run/runpublication.h"
#include "app/run/runsession.h"

#include <QEventLoop>

namespace Flowcast {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

constexpr auto DeliveryLimit = 2s; // how long a command's end may be held up by a server that does not answer

static void reportUndelivered(const RunSession &session, const QUrl &server, const QString &why, const CommandIo &io)
{
    io.err << u"flowcast: %1 did not get the final state of %2: %3\n"_s.arg(
        server.toString(), session.id().toString(), plainText(why));
    io.err.flush();
}

static int execute(const RunOptions &options, const CommandIo &io)
{
    RunSession session(options);
    RunPublication publication(options.server);
    QEventLoop loop;
    ChildExit end;
    QObject::connect(&session, &RunSession::publishReady, &publication, &RunPublication::publish);
    QObject::connect(&session, &RunSession::finished, &publication, [&](const ChildExit &exit) {
        end = exit;
        publication.deliver(DeliveryLimit);
    });
    QObject::connect(&session, &RunSession::endRequested, &publication, &RunPublication::giveUp);
    QObject::connect(&publication, &RunPublication::settled, &loop, &QEventLoop::quit, Qt::QueuedConnection);

    if (const int error = session.start(); error != 0) {
        io.err << startFailureText(options.command.first(), error) << '\n';
        return startFailureCode(error);
    }
    loop.exec();
    if (const QString why = publication.failureText(); !why.isEmpty())
        reportUndelivered(session, options.server, why, io);
    return endLike(end);
}

int runCommand(const QStringList &arguments, const CommandIo &io)
{
    const auto options = RunOptions::parse(arguments, qEnvironmentVariable("FLOWCAST_SERVER"));
    if (!options) {
        io.err << "flowcast run: " << plainText(options.error().detail) << "\nTry 'flowcast run --help'.\n";
        return ExitUsage;
    }
    if (options->help) {
        io.out << RunOptions::helpText();
        return ExitCompleted;
    }
    return execute(*options, io);
}

} // namespace Flowcast
