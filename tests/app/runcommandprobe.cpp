#include "app/commands/run.h"

#include <QCoreApplication>

#include <cstdio>

/// What tst_runcommand starts: `flowcast run` alone.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QTextStream out(stdout);
    QTextStream err(stderr);
    return Flowcast::runCommand(QCoreApplication::arguments().sliced(1), {out, err});
}
