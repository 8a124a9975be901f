#include "app/desktop/desktopoptions.h"

#include "protocol/api.h"

#include <QCommandLineParser>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

const QString ServerOption = u"server"_s;
const QString PortOption = u"port"_s;
const QString DataOption = u"data-dir"_s;
const QString ThemeOption = u"theme"_s;

constexpr auto Examples = R"(
Examples:
  flowcast                             open the window; serve on 127.0.0.1:8001, or attach to who does
  flowcast --port 9000 --data-dir ~/f  the same on another port, with data of its own
  flowcast --server ws://build:8001    watch the server of another machine
  flowcast run -- ninja                run a command and watch it in the window
  flowcast help                        all subcommands
)"_L1;

void declare(QCommandLineParser &parser, const QString &defaultDataDirectory)
{
    parser.setApplicationDescription(u"Opens the window of Flowcast: the progress of all workflows, live."_s);
    parser.addOptions({
        {{u"h"_s, u"help"_s}, u"Show this help."_s},
        {{u"v"_s, u"version"_s}, u"Show the version."_s},
        {ServerOption, u"Only watch this server (ws://HOST:PORT); serve nothing."_s, u"URL"_s},
        {PortOption, u"Serve on this port of the loopback interface (%1)."_s.arg(DefaultPort), u"PORT"_s,
            QString::number(DefaultPort)},
        {DataOption, u"Keep the data here (%1)."_s.arg(defaultDataDirectory), u"DIRECTORY"_s, defaultDataDirectory},
        {ThemeOption, u"Colours: system, light or dark (system)."_s, u"NAME"_s, u"system"_s},
    });
}

QString helpOf(const QCommandLineParser &parser)
{
    // The parser names the program as it was called, or not at all where there is no application object.
    QString help = parser.helpText();
    help.replace(0, help.indexOf(u'\n'), u"Usage: flowcast [options]"_s);
    return help + Examples;
}

Result<quint16> portFrom(const QString &text)
{
    bool isNumber = false;
    const uint port = text.toUInt(&isNumber);
    if (!isNumber || port == 0 || port > 65535) {
        return badField(PortOption, u"must be a number from 1 to 65535"_s);
    }
    return quint16(port);
}

Result<DesktopOptions::ColorScheme> colorSchemeFrom(const QString &text)
{
    using Scheme = DesktopOptions::ColorScheme;
    for (const auto &[name, scheme] :
        {std::pair("system"_L1, Scheme::System), {"light"_L1, Scheme::Light}, {"dark"_L1, Scheme::Dark}}) {
        if (text == name) {
            return scheme;
        }
    }
    return badField(ThemeOption, u"must be system, light or dark"_s);
}

Result<DesktopOptions> valuesOf(const QCommandLineParser &parser)
{
    DesktopOptions options;
    const Result<quint16> port = portFrom(parser.value(PortOption));
    const Result<DesktopOptions::ColorScheme> scheme = colorSchemeFrom(parser.value(ThemeOption));
    if (!port || !scheme) {
        return tl::unexpected(port ? scheme.error() : port.error());
    }
    if (parser.isSet(ServerOption)) {
        const Result<QUrl> server = serverUrlFromText(parser.value(ServerOption));
        if (!server) {
            return tl::unexpected(server.error());
        }
        options.server = *server;
    }
    if (parser.value(DataOption).isEmpty()) {
        return badField(DataOption, u"must name a directory"_s);
    }
    options.port = *port;
    options.colorScheme = *scheme;
    options.dataDirectory = parser.value(DataOption);
    return options;
}

} // namespace

Result<DesktopOptions> parseDesktopOptions(const QStringList &arguments, const QString &defaultDataDirectory)
{
    QCommandLineParser parser;
    declare(parser, defaultDataDirectory);
    if (!parser.parse(QStringList{u"flowcast"_s} + arguments)) {
        return badField({}, parser.errorText());
    }
    if (!parser.positionalArguments().isEmpty()) {
        return badField({}, u"Unknown command '%1'."_s.arg(parser.positionalArguments().constFirst()));
    }
    if (parser.isSet(u"help"_s)) {
        DesktopOptions options;
        options.answer = helpOf(parser);
        return options;
    }
    if (parser.isSet(u"version"_s)) {
        DesktopOptions options;
        options.answer = u"flowcast %1\n"_s.arg(QCoreApplication::applicationVersion());
        return options;
    }
    return valuesOf(parser);
}

} // namespace Flowcast
