#include "app/run/runlabels.h"
#include "app/run/runoptions.h"
#include "app/run/runreporter.h"

#include <QSignalSpy>
#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestRunReporter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstAndNewestGetOut();
    void nothingAfterTheEnd();
    void idsAreReadableAndUnique();
    void commandLineCanBeTypedAgain_data();
    void commandLineCanBeTypedAgain();
    void durations_data();
    void durations();
    void optionsAreRead();
    void wrongOptionsAreRefused_data();
    void wrongOptionsAreRefused();
};

static Publish publishAt(const QSignalSpy &spy, qsizetype index)
{
    return spy.at(index).first().value<Publish>();
}

void TestRunReporter::firstAndNewestGetOut()
{
    RunReporter reporter(WorkflowId::fromTrusted("a"), u"A"_s, u"make"_s);
    QSignalSpy spy(&reporter, &RunReporter::publishReady);
    reporter.begin();
    for (quint32 step = 1; step <= 1000; ++step)
        reporter.take({step, 1000, "compile\x1b[31m"});
    QCOMPARE(spy.size(), 2); // the beginning and the first step
    QCOMPARE(publishAt(spy, 0).name, u"A"_s);
    QCOMPARE(publishAt(spy, 1).currentStep, 1u);
    QTRY_COMPARE(spy.size(), 3);
    QCOMPARE(publishAt(spy, 2).currentStep, 1000u);
    QCOMPARE(publishAt(spy, 2).message, u"compile [31m"_s);
    QVERIFY(!publishAt(spy, 2).name);
}

void TestRunReporter::nothingAfterTheEnd()
{
    RunReporter reporter(WorkflowId::fromTrusted("a"), u"A"_s, u"make"_s);
    QSignalSpy spy(&reporter, &RunReporter::publishReady);
    reporter.begin();
    reporter.take({1, 9, "a"});
    reporter.take({2, 9, "b"});
    reporter.finish({1, 0}, false, u"b.c:1: error: no"_s);
    QCOMPARE(spy.size(), 3);
    QCOMPARE(publishAt(spy, 2).currentStep, 2u);
    QVERIFY(publishAt(spy, 2).message->endsWith(u": b.c:1: error: no"_s));
    QVERIFY(!spy.wait(3 * int(RunReporter::MinInterval.count())));
}

void TestRunReporter::idsAreReadableAndUnique()
{
    const QDateTime time({2026, 11, 23}, {10, 15, 30});
    QCOMPARE(makeRunId({u"/usr/bin/ninja"_s}, time, 0x7ab12).bytes(), "ninja-20261123-101530-ab12");
    QCOMPARE(makeRunId({u"./bäu ld/x y"_s}, time, 1).bytes(), "x-y-20261123-101530-0001");
    QCOMPARE(makeRunId({u"dir/"_s}, time, 1).bytes(), "run-20261123-101530-0001");
    const WorkflowId longest = makeRunId({QString(5000, u'ü')}, time, 1);
    QVERIFY(WorkflowId::fromBytes(longest.bytes()).has_value());
}

void TestRunReporter::commandLineCanBeTypedAgain_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QString>("line");
    QTest::newRow("plain") << QStringList{u"ninja"_s, u"-C"_s, u"build/dev"_s} << u"ninja -C build/dev"_s;
    QTest::newRow("spaces") << QStringList{u"sh"_s, u"-c"_s, u"a && b"_s} << u"sh -c 'a && b'"_s;
    QTest::newRow("empty") << QStringList{u"echo"_s, u""_s} << u"echo ''"_s;
    QTest::newRow("quote") << QStringList{u"echo"_s, u"it's"_s} << u"echo 'it'\\''s'"_s;
    QTest::newRow("control") << QStringList{u"echo"_s, u"\x1b[31m"_s} << u"echo ' [31m'"_s;
    QTest::newRow("long") << QStringList{QString(100, u'x')} << QString(39, u'x') + u'…';
}

void TestRunReporter::commandLineCanBeTypedAgain()
{
    QFETCH(QStringList, command);
    QTEST(commandLine(command, 40), "line");
}

void TestRunReporter::durations_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("short") << qint64(40) << u"0.0 s"_s;
    QTest::newRow("seconds") << qint64(3210) << u"3.2 s"_s;
    QTest::newRow("minutes") << qint64(72'000) << u"1 min 12 s"_s;
    QTest::newRow("hours") << qint64(7'500'000) << u"2 h 5 min"_s;
}

void TestRunReporter::durations()
{
    QFETCH(qint64, milliseconds);
    QTEST(durationText(std::chrono::milliseconds(milliseconds)), "text");
}

void TestRunReporter::optionsAreRead()
{
    const auto options = RunOptions::parse(
        {u"--id"_s, u"n-1"_s, u"--name=My build"_s, u"--server"_s, u"example.org"_s, u"--"_s, u"make"_s, u"--id"_s},
        {});
    QVERIFY(options.has_value());
    QCOMPARE(options->id.bytes(), "n-1");
    QCOMPARE(options->name, u"My build"_s);
    QCOMPARE(options->server, QUrl(u"ws://example.org:8001"_s));
    QCOMPARE(options->command, (QStringList{u"make"_s, u"--id"_s}));
    QCOMPARE(RunOptions::parse({u"make"_s, u"--help"_s}, {})->help, false);
    QCOMPARE(RunOptions::parse({u"--help"_s}, {})->help, true);
    QCOMPARE(RunOptions::parse({u"make"_s}, u"ws://a:9"_s)->server, QUrl(u"ws://a:9"_s));
    QVERIFY(RunOptions::helpText().contains(u"Examples:"_s));
}

void TestRunReporter::wrongOptionsAreRefused_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("field");
    QTest::newRow("no command") << QStringList{} << u"COMMAND"_s;
    QTest::newRow("only --") << QStringList{u"--"_s} << u"COMMAND"_s;
    QTest::newRow("unknown") << QStringList{u"--what"_s, u"make"_s} << u"--what"_s;
    QTest::newRow("no value") << QStringList{u"--id"_s} << u"--id"_s;
    QTest::newRow("bad id") << QStringList{u"--id"_s, u"a/b"_s, u"make"_s} << u"--id"_s;
    QTest::newRow("empty id") << QStringList{u"--id="_s, u"make"_s} << u"--id"_s;
    QTest::newRow("bad server") << QStringList{u"--server"_s, u"ftp://x"_s, u"make"_s} << u"--server"_s;
    QTest::newRow("long name") << QStringList{u"--name"_s, QString(257, u'x'), u"make"_s} << u"--name"_s;
}

void TestRunReporter::wrongOptionsAreRefused()
{
    QFETCH(QStringList, arguments);
    const auto options = RunOptions::parse(arguments, {});
    QVERIFY(!options.has_value());
    QTEST(options.error().field, "field");
}

QTEST_GUILESS_MAIN(TestRunReporter)
#include "tst_runreporter.moc"
