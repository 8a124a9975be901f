#include "app/run/runsession.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

using namespace Flowcast;

/// What tst_run starts: a run whose publishes go, a JSON text per line, to the file that RUNPROBE_PUBLISHES names.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const auto options = RunOptions::parse(QCoreApplication::arguments().sliced(1), {});
    if (!options) {
        std::fprintf(stderr, "%s\n", qPrintable(options.error().detail));
        return 2;
    }
    QFile file(qEnvironmentVariable("RUNPROBE_PUBLISHES"));
    if (!file.fileName().isEmpty() && !file.open(QIODevice::WriteOnly | QIODevice::Append))
        return 3;
    qunsetenv("RUNPROBE_PUBLISHES"); // the command's environment is looked at by a test

    RunSession session(*options);
    QObject::connect(&session, &RunSession::publishReady, &session, [&file](const Publish &publish) {
        if (!file.isOpen())
            return;
        file.write(encode(publish) + '\n');
        file.flush();
    });
    ChildExit end;
    QObject::connect(&session, &RunSession::finished, &application, [&end](const ChildExit &exit) {
        end = exit;
        QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    });
    if (const int error = session.start(); error != 0) {
        std::fprintf(stderr, "%s\n", qPrintable(startFailureText(options->command.first(), error)));
        return startFailureCode(error);
    }
    QCoreApplication::exec();
    return endLike(end);
}
