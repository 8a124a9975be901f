#include "app/commands/commandline.h"

#include "protocol/api.h"

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr auto serverVariable = "FLOWCAST_SERVER";

/// --server, else FLOWCAST_SERVER, else the default. The error names where the bad one came from.
Result<QUrl> chosenServer(const QCommandLineParser &parser)
{
    const bool isGiven = parser.isSet(u"server"_s);
    const QString text = isGiven ? parser.value(u"server"_s) : qEnvironmentVariable(serverVariable);
    if (!isGiven && text.isEmpty()) {
        return defaultServerUrl();
    }
    return serverUrlFromText(text).map_error([isGiven](Error error) {
        error.field = isGiven ? u"--server"_s : QString::fromLatin1(serverVariable);
        return error;
    });
}

} // namespace

CommandLine::CommandLine(Texts texts, const CommandIo &io, const QList<QCommandLineOption> &options)
    : m_texts(std::move(texts)), m_io(io)
{
    m_parser.setApplicationDescription(m_texts.description);
    m_parser.addOptions(options);
    if (m_texts.isForClient) {
        m_parser.addOption({u"server"_s, u"The server; default: FLOWCAST_SERVER, or ws://127.0.0.1:8001."_s, u"URL"_s});
    }
    m_parser.addOption({{u"h"_s, u"help"_s}, u"Shows this help."_s});
}

std::optional<int> CommandLine::parse(const QStringList &arguments)
{
    if (!m_parser.parse(QStringList{u"flowcast"_s} + arguments)) {
        return usageError({ErrorCode::BadRequest, {}, m_parser.errorText()});
    }
    if (m_parser.isSet(u"help"_s)) {
        return printHelp();
    }
    if (!m_texts.isForClient) {
        return std::nullopt;
    }
    const Result<QUrl> server = chosenServer(m_parser);
    if (!server) {
        return usageError(server.error());
    }
    m_server = *server;
    return std::nullopt;
}

std::optional<QString> CommandLine::text(const QString &option) const
{
    return m_parser.isSet(option) ? std::optional(m_parser.value(option)) : std::nullopt;
}

Result<std::optional<quint32>> CommandLine::number(const QString &option, quint32 max) const
{
    if (!m_parser.isSet(option)) {
        return std::nullopt;
    }
    bool ok = false;
    const quint32 number = m_parser.value(option).toUInt(&ok);
    if (!ok || number > max) {
        return badField("--"_L1 + option, u"must be a whole number from 0 to %1"_s.arg(max));
    }
    return number;
}

Result<std::chrono::milliseconds> CommandLine::seconds(const QString &option) const
{
    bool ok = false;
    const double seconds = m_parser.value(option).toDouble(&ok);
    if (!ok || !(seconds > 0 && seconds <= 86400)) {
        return badField("--"_L1 + option, u"must be a number of seconds above 0, a day at most"_s);
    }
    return std::max(1ms, std::chrono::milliseconds(qint64(seconds * 1000)));
}

int CommandLine::usageError(const Error &error) const
{
    const QString where = error.field.isEmpty() ? QString() : error.field + u' ';
    m_io.err << "flowcast " << m_texts.name << ": " << where << error.detail << "\nSee flowcast " << m_texts.name
             << " --help\n";
    m_io.err.flush();
    return ExitUsage;
}

int CommandLine::failure(const QString &text, int code) const
{
    m_io.err << "flowcast " << m_texts.name << ": " << text << '\n';
    m_io.err.flush();
    return code;
}

/// The parser's help begins with a usage line of its own, which knows no subcommands.
int CommandLine::printHelp() const
{
    const QString help = m_parser.helpText();
    m_io.out << "Usage: flowcast " << m_texts.name << ' ' << m_texts.syntax << help.mid(help.indexOf(u'\n'))
             << "\nExamples:\n";
    for (const QString &example : m_texts.examples.split(u'\n')) {
        m_io.out << "  " << example << '\n';
    }
    m_io.out.flush();
    return ExitCompleted;
}

} // namespace Flowcast
