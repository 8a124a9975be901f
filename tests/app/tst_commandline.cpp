#include "app/commands/commandtable.h"
#include "tests/app/commandrun.h"

#include <QtTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

class TestCommandLine final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qunsetenv("FLOWCAST_SERVER"); }
    void usageErrorsNameTheCulprit_data();
    void usageErrorsNameTheCulprit();
    void helpHasExamples_data();
    void helpHasExamples();
    void theTableListsItself();
    void tellsItsVersion();
    void aBadEnvironmentIsNamed();
};

void TestCommandLine::usageErrorsNameTheCulprit_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("culprit");

    const auto row = [](const char *name, const QString &arguments, const QString &culprit) {
        QTest::newRow(name) << arguments.split(u' ') << culprit;
    };
    row("no such command", u"bogus"_s, u"\"bogus\""_s);
    row("no such option", u"publish a --bogus"_s, u"'bogus'"_s);
    row("no id", u"publish --step 1"_s, u"workflow ID"_s);
    row("two ids", u"publish a b"_s, u"workflow ID"_s);
    row("bad id", u"publish a/b"_s, u"ID may hold"_s);
    row("bad status", u"publish a --status done"_s, u"--status"_s);
    row("step is no number", u"publish a --step many"_s, u"--step"_s);
    row("negative step", u"publish a --step -1"_s, u"--step"_s);
    row("fractional step", u"publish a --step 1.5"_s, u"--step"_s);
    row("huge total", u"publish a --total 4294967296"_s, u"--total"_s);
    row("step past total", u"publish a --step 2 --total 1"_s, u"--step"_s);
    row("long message", u"publish a --message "_s + QString(4097, u'x'), u"--message"_s);
    row("long name", u"publish a --name "_s + QString(257, u'x'), u"--name"_s);
    row("zero timeout", u"publish a --timeout 0"_s, u"--timeout"_s);
    row("nonsense timeout", u"list --timeout nan"_s, u"--timeout"_s);
    row("bad server", u"list --server ftp://x"_s, u"--server"_s);
    row("list takes no id", u"list a"_s, u"a is not an option"_s);
    row("watch bad id", u"watch good b/ad"_s, u"b/ad"_s);
    row("watch bad retries", u"watch --max-retries -1"_s, u"--max-retries"_s);
}

void TestCommandLine::usageErrorsNameTheCulprit()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, culprit);
    const CommandRun run = runInProcess(dispatch, arguments);
    QCOMPARE(run.exitCode, int(ExitUsage));
    QVERIFY2(run.err.contains(culprit), qPrintable(run.err));
    QVERIFY2(run.err.contains(u"--help"_s), qPrintable(run.err));
    QCOMPARE(run.out, QString());
}

void TestCommandLine::helpHasExamples_data()
{
    QTest::addColumn<QStringList>("arguments");

    QTest::newRow("flowcast") << QStringList{u"--help"_s};
    for (const char *command : {"publish", "list", "watch", "run"}) {
        const QString name = QString::fromLatin1(command);
        QTest::addRow("%s --help", command) << QStringList{name, u"--help"_s};
        QTest::addRow("help %s", command) << QStringList{u"help"_s, name};
        QTest::addRow("%s -h among errors", command) << QStringList{name, u"-h"_s, u"--server"_s, u"ftp://x"_s};
    }
}

void TestCommandLine::helpHasExamples()
{
    QFETCH(QStringList, arguments);
    const CommandRun run = runInProcess(dispatch, arguments);
    QCOMPARE(run.exitCode, int(ExitCompleted));
    QVERIFY(run.out.startsWith(u"Usage: flowcast "_s));
    QVERIFY(run.out.contains(u"\nExamples:\n  flowcast"_s));
    QCOMPARE(run.err, QString());
}

void TestCommandLine::theTableListsItself()
{
    const CommandRun run = runInProcess(dispatch, {u"help"_s});
    for (const QString &command : {u"  run "_s, u"  publish "_s, u"  list "_s, u"  watch "_s}) {
        QVERIFY(run.out.contains(command));
    }
}

void TestCommandLine::tellsItsVersion()
{
    QCoreApplication::setApplicationVersion(u"7.8.9"_s);
    QCOMPARE(runInProcess(dispatch, {u"--version"_s}).out, u"flowcast 7.8.9\n"_s);
}

void TestCommandLine::aBadEnvironmentIsNamed()
{
    qputenv("FLOWCAST_SERVER", "ftp://x");
    const CommandRun run = runInProcess(dispatch, {u"list"_s});
    QCOMPARE(run.exitCode, int(ExitUsage));
    QVERIFY(run.err.contains(u"FLOWCAST_SERVER"_s));
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
