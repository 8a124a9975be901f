#include "app/commands/serve.h"
#include "app/commands/commandline.h"
#include "app/descriptorlimit.h"
#include "app/signalwatcher.h"
#include "server/serverthread.h"

#include <QEventLoop>
#include <QStandardPaths>

#include <csignal>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

CommandLine::Texts texts()
{
    return {u"serve"_s, u"[options]"_s,
        u"Serves workflows over HTTP and WebSocket on one port, without a window, until SIGTERM or SIGINT.\n"
        "Says \"listening on HOST:PORT\" on standard error once clients can connect.\n\n"
        "Exit code: 0 ended by a signal, every client told; 1 the port or the database cannot be had; "
        "2 wrong arguments."_s,
        u"flowcast serve\n"
        "flowcast serve --host 0.0.0.0 --port 8080 --data-dir /var/lib/flowcast\n"
        "flowcast serve --port 0 --history 1000 --history-days 7"_s,
        false};
}

QList<QCommandLineOption> options()
{
    const ServerConfig defaults;
    const auto days = std::chrono::duration_cast<std::chrono::days>(defaults.historyAge).count();
    return {
        {u"host"_s, u"The address to listen on; default: 127.0.0.1."_s, u"HOST"_s, defaults.host.toString()},
        {u"port"_s, u"The port; 0: any that is free. Default: %1."_s.arg(defaults.port), u"PORT"_s},
        {u"data-dir"_s,
            u"Where the database is; default: %1."_s.arg(
                QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)),
            u"DIR"_s},
        {u"history"_s, u"Updates kept of each workflow; default: %1."_s.arg(defaults.historyPerWorkflow), u"N"_s},
        {u"history-days"_s, u"Days for which updates are kept; default: %1."_s.arg(days), u"N"_s},
        {u"max-connections"_s, u"Default: what the limit of open files allows."_s, u"N"_s},
        {u"io-threads"_s, u"Threads that serve connections, 64 at most; 0: one a processor. Default: 1."_s, u"N"_s},
        {u"allow-origin"_s, u"Web pages of this origin may use the server too; may be repeated."_s, u"ORIGIN"_s},
    };
}

Result<QHostAddress> hostOf(const CommandLine &line, QHostAddress fallback)
{
    const std::optional<QString> text = line.text(u"host"_s);
    if (!text) {
        return fallback;
    }
    const QHostAddress host(*text == "localhost"_L1 ? u"127.0.0.1"_s : *text);
    if (host.isNull()) {
        return badField(u"--host"_s, u"must be an IP address such as 127.0.0.1, 0.0.0.0 or ::"_s);
    }
    return host;
}

/// Puts the number of an option into \a field, if it is given.
template <typename T, typename Convert = std::identity>
Result<void> takeNumber(const CommandLine &line, const QString &option, quint32 max, T &field, Convert convert = {})
{
    return line.number(option, max).map([&](std::optional<quint32> number) {
        if (number) {
            field = T(convert(*number));
        }
    });
}

Result<ServerConfig> configOf(const CommandLine &line)
{
    ServerConfig config;
    const auto asHours = [](quint32 days) { return std::chrono::days(days); };
    const Result<void> done
        = hostOf(line, config.host)
              .map([&](const QHostAddress &host) { config.host = host; })
              .and_then([&] { return takeNumber(line, u"port"_s, 65535, config.port); })
              .and_then([&] { return takeNumber(line, u"history"_s, 1'000'000'000, config.historyPerWorkflow); })
              .and_then([&] { return takeNumber(line, u"history-days"_s, 36500, config.historyAge, asHours); })
              .and_then([&] { return takeNumber(line, u"max-connections"_s, 1'000'000, config.maxConnections); })
              .and_then([&] { return takeNumber(line, u"io-threads"_s, 64, config.ioThreads); });
    if (!done) {
        return tl::unexpected(done.error());
    }
    config.dataDirectory
        = line.text(u"data-dir"_s).value_or(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
    config.allowedOrigins = line.texts(u"allow-origin"_s);
    return config;
}

/// IPv6 addresses in brackets, as in a URL (RFC 3986, 3.2.2).
QString addressText(const QHostAddress &host, quint16 port)
{
    const QString text = host.toString();
    return (text.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(text).arg(port);
}

int serveUntilSignal(const ServerConfig &config, const CommandLine &line, QTextStream &err)
{
    QEventLoop loop;
    const SignalWatcher signalWatcher({SIGTERM, SIGINT});
    QObject::connect(&signalWatcher, &SignalWatcher::received, &loop, [&] { loop.exit(ExitCompleted); });
    ServerThread server(config);
    QObject::connect(&server, &ServerThread::listening, &loop, [&](const QHostAddress &host, quint16 port) {
        err << "listening on " << addressText(host, port) << '\n';
        err.flush();
    });
    QObject::connect(&server, &ServerThread::failed, &loop,
        [&](const Error &error) { loop.exit(line.failure(error.detail, ExitFailed)); });
    return loop.exec();
}

} // namespace

int serveCommand(const QStringList &arguments, const CommandIo &io)
{
    CommandLine line(texts(), io, options());
    if (const auto exitCode = line.parse(arguments)) {
        return *exitCode;
    }
    if (!line.positional().isEmpty()) {
        return line.usageError({ErrorCode::BadRequest, line.positional().constFirst(), u"is not an option"_s});
    }
    const Result<ServerConfig> config = configOf(line);
    if (!config) {
        return line.usageError(config.error());
    }
    raiseDescriptorLimit();
    return serveUntilSignal(*config, line, io.err);
}

} // namespace Flowcast
