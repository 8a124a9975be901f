#include "app/desktop/rundesktop.h"

#include "app/desktop/desktopoptions.h"
#include "app/desktop/embeddedserver.h"
#include "app/signalwatcher.h"
#include "widgets/mainwindow.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <string_view>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr int NoDisplay = 1;
constexpr int UsageError = 2;
const QString LayoutKey = u"window/layout"_s;

void print(FILE *file, const QString &text)
{
    std::fputs(text.toLocal8Bit().constData(), file);
}

void applyColorScheme(DesktopOptions::ColorScheme scheme)
{
    if (scheme != DesktopOptions::ColorScheme::System) {
        QApplication::setStyle(u"Fusion"_s); // the one that takes every palette
        QApplication::setPalette(Theme::palette(scheme == DesktopOptions::ColorScheme::Dark));
    }
}

void showRole(MainWindow *window, EmbeddedServer::Role role)
{
    switch (role) {
    case EmbeddedServer::Role::Undecided:
        window->setServerRole({});
        return;
    case EmbeddedServer::Role::Serving:
        window->setServerRole(EmbeddedServer::tr("served by this window"));
        break;
    case EmbeddedServer::Role::Attached:
        window->setServerRole(EmbeddedServer::tr("served by another Flowcast"));
        break;
    }
    // Somebody serves from now on: no need to wait for the next try.
    if (window->connection()->state() == WorkflowConnection::State::Idle) {
        window->connection()->open();
    } else if (window->connection()->state() != WorkflowConnection::State::Connected) {
        window->connection()->reconnectNow();
    }
}

ServerConfig configOf(const DesktopOptions &options)
{
    ServerConfig config;
    config.port = options.port;
    config.dataDirectory = options.dataDirectory;
    return config;
}

std::unique_ptr<EmbeddedServer> serveFor(MainWindow *window, const DesktopOptions &options)
{
    auto server = std::make_unique<EmbeddedServer>(configOf(options));
    QObject::connect(server.get(), &EmbeddedServer::roleChanged, window,
        [window](EmbeddedServer::Role role) { showRole(window, role); });
    QObject::connect(server.get(), &EmbeddedServer::problemChanged, window, &MainWindow::setNotice);
    return server;
}

int show(QApplication &app, const DesktopOptions &options)
{
    const SignalWatcher signalWatcher({SIGTERM, SIGINT, SIGHUP});
    QObject::connect(&signalWatcher, &SignalWatcher::received, &app, [] { QApplication::closeAllWindows(); });
    const QUrl url = options.server.value_or(EmbeddedServer::urlOf(configOf(options)));
    std::unique_ptr<EmbeddedServer> server; // outlives the window, which says goodbye to it
    MainWindow window(url);
    QSettings settings;
    window.restoreLayout(settings.value(LayoutKey).toByteArray());
    if (options.server) {
        window.connection()->open();
    } else {
        server = serveFor(&window, options);
        server->start();
    }
    window.show();
    const int result = QApplication::exec();
    settings.setValue(LayoutKey, window.saveLayout());
    if (server) {
        server->disconnect(&window);
    }
    return result;
}

QStringList givenArguments(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i) {
        arguments << QString::fromLocal8Bit(argv[i]);
    }
    return arguments;
}

Result<DesktopOptions> parse(const QStringList &arguments)
{
    return parseDesktopOptions(arguments, QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
}

bool contains(int argc, char **argv, std::initializer_list<std::string_view> options)
{
    return std::any_of(argv + 1, argv + argc,
        [&](const char *given) { return std::find(options.begin(), options.end(), given) != options.end(); });
}

/// Help must come where there is no display, too.
bool wantsAnAnswerOnly(int argc, char **argv)
{
    return contains(argc, argv, {"-h", "--help", "-v", "--version"});
}

/// Without one QApplication would end the process with a core dump.
bool hasDisplay(int argc, char **argv)
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || contains(argc, argv, {"-platform", "--platform"});
}

int answer(const Result<DesktopOptions> &options)
{
    if (options) {
        print(stdout, options->answer);
        return 0;
    }
    const Error &error = options.error();
    const QString field = error.field.isEmpty() ? QString() : u"--%1 "_s.arg(error.field);
    print(stderr, u"flowcast: %1%2\nSee flowcast --help.\n"_s.arg(field, error.detail));
    return UsageError;
}

} // namespace

int runDesktop(int &argc, char **argv)
{
    QCoreApplication::setApplicationName(u"flowcast"_s);
    QGuiApplication::setDesktopFileName(u"flowcast"_s);
    if (wantsAnAnswerOnly(argc, argv)) {
        return answer(parse(givenArguments(argc, argv)));
    }
    if (!hasDisplay(argc, argv)) {
        print(stderr, u"flowcast: there is no display. For a server without one: flowcast serve\n"_s);
        return NoDisplay;
    }
    QApplication app(argc, argv); // takes Qt's own options out
    QApplication::setApplicationDisplayName(u"Flowcast"_s);
    const Result<DesktopOptions> options = parse(QCoreApplication::arguments().mid(1));
    if (!options) {
        return answer(options);
    }
    applyColorScheme(options->colorScheme);
    return show(app, *options);
}

} // namespace Flowcast
