#include "tests/app/publishlog.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <csignal>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

static const QString probe = QStringLiteral(RUNPROBE);

/// Commands under flowcast run whose streams are pipes: they must not be able to tell.
class TestRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exitCodePassesThrough_data();
    void exitCodePassesThrough();
    void runsScriptsWithoutInterpreterLine();
    void streamsStayApart();
    void commonPipeKeepsTheOrder();
    void bytesPassUnchanged();
    void seesNothingOfUs_data();
    void seesNothingOfUs();
    void environmentHasOneMore();
    void ignoredSignalsStayIgnored();
    void signalsAreForwarded_data();
    void signalsAreForwarded();
    void brokenPipeEndsTheCommand();
    void slowReaderSlowsTheCommand();
    void doesNotWaitForDaemons();
    void reportsProgress_data();
    void reportsProgress();
    void floodOfProgressIsThrottled();
    void reportsFromErrorOutput();
    void usesIdAndName();
};

struct Ended
{
    int code = -1;
    bool crashed = false;
    QByteArray out;
    QByteArray err;
};

static Ended finish(QProcess &process)
{
    if (!process.waitForFinished(30000))
        return {};
    return {process.exitCode(), process.exitStatus() == QProcess::CrashExit, process.readAllStandardOutput(),
        process.readAllStandardError()};
}

static void setLog(QProcess &process, const PublishLog &log)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"RUNPROBE_PUBLISHES"_s, log.path());
    process.setProcessEnvironment(environment);
}

static Ended run(const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.start(probe, arguments);
    process.write(input);
    process.closeWriteChannel();
    return finish(process);
}

static QString sample(const char *name)
{
    return QStringLiteral(FLOWCAST_SOURCE_DIR "/tests/samples/terminal/") + QString::fromLatin1(name);
}

void TestRun::exitCodePassesThrough_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("crashed"); // then the code is the signal
    const auto shell = [](const QString &script) { return QStringList{u"--"_s, u"sh"_s, u"-c"_s, script}; };
    QTest::newRow("success") << QStringList{u"true"_s} << 0 << false;
    QTest::newRow("three") << shell(u"exit 3"_s) << 3 << false;
    QTest::newRow("255") << shell(u"exit 255"_s) << 255 << false;
    QTest::newRow("not found") << QStringList{u"no-such-command"_s} << 127 << false;
    QTest::newRow("not executable") << QStringList{u"/etc/passwd"_s} << 126 << false;
    QTest::newRow("a directory") << QStringList{u"/etc"_s} << 126 << false;
    QTest::newRow("killed") << shell(u"kill -KILL $$"_s) << SIGKILL << true;
    QTest::newRow("terminated") << shell(u"kill -TERM $$"_s) << SIGTERM << true;
    QTest::newRow("interrupted") << shell(u"kill -INT $$"_s) << SIGINT << true;
    QTest::newRow("its option is not ours") << QStringList{u"sh"_s, u"-c"_s, u"exit 4"_s} << 4 << false;
}

void TestRun::exitCodePassesThrough()
{
    QFETCH(QStringList, command);
    const Ended end = run(command);
    QTEST(end.code, "code");
    QTEST(end.crashed, "crashed");
    if (end.code == 127)
        QCOMPARE(end.err, "flowcast: no-such-command: command not found\n");
}

void TestRun::runsScriptsWithoutInterpreterLine()
{
    const QTemporaryDir directory;
    QFile script(directory.filePath(u"script"_s));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write("echo \"$1\"; exit 5\n");
    script.close();
    QVERIFY(script.setPermissions(QFile::ReadOwner | QFile::ExeOwner));
    const Ended end = run({script.fileName(), u"one argument"_s});
    QCOMPARE(end.out, "one argument\n");
    QCOMPARE(end.code, 5);
}

void TestRun::streamsStayApart()
{
    const Ended end = run({u"sh"_s, u"-c"_s, u"echo out; echo err >&2"_s});
    QCOMPARE(end.out, "out\n");
    QCOMPARE(end.err, "err\n");
}

void TestRun::commonPipeKeepsTheOrder()
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(probe, {u"sh"_s, u"-c"_s, u"for i in 1 2 3 4 5 6 7 8 9; do echo $i; echo e$i >&2; done"_s});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.readAll(), "1\ne1\n2\ne2\n3\ne3\n4\ne4\n5\ne5\n6\ne6\n7\ne7\n8\ne8\n9\ne9\n");
}

void TestRun::bytesPassUnchanged()
{
    QByteArray bytes(3'000'001, Qt::Uninitialized);
    std::generate(bytes.begin(), bytes.end(), [] { return char(QRandomGenerator::global()->generate()); });
    const Ended end = run({u"cat"_s}, bytes);
    QCOMPARE(end.code, 0);
    QVERIFY(end.out == bytes);
}

void TestRun::seesNothingOfUs_data()
{
    QTest::addColumn<QString>("script");
    // Without the two signals that the C library keeps for itself (32, 33): posix_spawn() leaves those ignored.
    QTest::newRow("signals")
        << u"grep -E '^Sig(Blk|Ign|Cgt)|^ShdPnd' /proc/self/status | sed s/0000000180000000/0000000000000000/"_s;
    QTest::newRow("descriptors") << u"ls /proc/self/fd"_s;
    QTest::newRow("limits") << u"ulimit -a"_s;
    QTest::newRow("directory and mask") << u"pwd; umask"_s;
    QTest::newRow("terminals") << u"test -t 0 || test -t 1 || test -t 2 || echo none"_s;
}

void TestRun::seesNothingOfUs()
{
    QFETCH(QString, script);
    const QStringList command{u"sh"_s, u"-c"_s, script};
    QProcess bare;
    bare.start(command.first(), command.sliced(1));
    bare.closeWriteChannel();
    const QByteArray expected = finish(bare).out;
    QVERIFY(!expected.isEmpty());
    QCOMPARE(run(command).out, expected);
}

void TestRun::environmentHasOneMore()
{
    QProcess bare;
    bare.start(u"env"_s, QStringList());
    QByteArrayList expected = finish(bare).out.split('\n');
    QByteArrayList found = run({u"--id"_s, u"nightly-42"_s, u"env"_s}).out.split('\n');
    expected.append("FLOWCAST_WORKFLOW_ID=nightly-42");
    std::sort(expected.begin(), expected.end());
    std::sort(found.begin(), found.end());
    QCOMPARE(found, expected);
}

void TestRun::ignoredSignalsStayIgnored()
{
    QProcess process;
    const QString script = u"trap '' HUP PIPE; exec "_s + probe + u" grep SigIgn /proc/self/status"_s;
    process.start(u"sh"_s, {u"-c"_s, script});
    bool ok = false;
    const quint64 ignored = finish(process).out.trimmed().split('\t').last().toULongLong(&ok, 16);
    QVERIFY(ok);
    QVERIFY(ignored & (1ull << (SIGHUP - 1)));
    QVERIFY(ignored & (1ull << (SIGPIPE - 1)));
}

void TestRun::signalsAreForwarded_data()
{
    QTest::addColumn<int>("signalNumber");
    QTest::addColumn<WorkflowStatus>("status");
    QTest::newRow("INT") << SIGINT << WorkflowStatus::Cancelled;
    QTest::newRow("TERM") << SIGTERM << WorkflowStatus::Cancelled;
    QTest::newRow("HUP") << SIGHUP << WorkflowStatus::Cancelled;
    QTest::newRow("QUIT") << SIGQUIT << WorkflowStatus::Failed;
    QTest::newRow("USR1") << SIGUSR1 << WorkflowStatus::Failed;
}

void TestRun::signalsAreForwarded()
{
    QFETCH(int, signalNumber);
    const PublishLog log;
    QProcess process;
    setLog(process, log);
    // The sleep is short-lived, so that nothing stays behind.
    process.start(probe,
        {u"sh"_s, u"-c"_s,
            u"trap 'echo got it; exit 7' INT TERM HUP QUIT USR1; echo ready; while :; do sleep 0.02; done"_s});
    QTRY_VERIFY(process.canReadLine());
    QCOMPARE(process.readLine(), "ready\n");
    ::kill(pid_t(process.processId()), signalNumber);
    const Ended end = finish(process);
    QCOMPARE(end.out, "got it\n");
    QCOMPARE(end.code, 7);
    QTEST(log.last().status.value(), "status");
}

void TestRun::brokenPipeEndsTheCommand()
{
    QProcess process;
    process.start(u"bash"_s, {u"-c"_s, probe + u" yes | head -n 2; echo ${PIPESTATUS[*]}"_s});
    QCOMPARE(finish(process).out, "y\ny\n141 0\n");
}

static qint64 peakMemoryKiB(qint64 pid)
{
    QFile file(u"/proc/%1/status"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray status = file.readAll();
    return status.mid(status.indexOf("VmHWM:") + 6).trimmed().split(' ').first().toLongLong();
}

void TestRun::slowReaderSlowsTheCommand()
{
    int ends[2];
    QCOMPARE(::pipe2(ends, O_CLOEXEC), 0);
    constexpr qsizetype Volume = 256 << 20;
    QProcess process;
    process.setChildProcessModifier([&ends] { ::dup2(ends[1], STDOUT_FILENO); });
    process.start(probe, {u"sh"_s, u"-c"_s, u"head -c %1 /dev/zero; echo written >&2; read answer"_s.arg(Volume)});
    QVERIFY(process.waitForStarted());
    ::close(ends[1]);

    int waiting = 0;
    QTRY_VERIFY(::ioctl(ends[0], FIONREAD, &waiting) == 0 && waiting >= 60000); // nobody has read: it is full
    QVERIFY(process.readAllStandardError().isEmpty());
    QByteArray block(1 << 16, Qt::Uninitialized);
    qsizetype got = 0;
    while (got < Volume) {
        const auto size = ::read(ends[0], block.data(), size_t(block.size()));
        QVERIFY(size > 0);
        got += size;
    }
    ::close(ends[0]);
    const qint64 peak = peakMemoryKiB(process.processId());
    QVERIFY(peak > 0);
#ifndef __SANITIZE_ADDRESS__
    QVERIFY2(peak < 64 * 1024, qPrintable(QString::number(peak)));
#endif
    process.write("\n");
    QCOMPARE(finish(process).code, 0);
}

void TestRun::doesNotWaitForDaemons()
{
    QProcess process;
    process.start(probe, {u"sh"_s, u"-c"_s, u"sleep 3 & echo begun"_s});
    QVERIFY(process.waitForFinished(2500));
    QCOMPARE(process.readAllStandardOutput(), "begun\n");
}

void TestRun::reportsProgress_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<WorkflowStatus>("status");
    QTest::addColumn<int>("done");
    QTest::addColumn<int>("total");
    QTest::addColumn<QString>("message"); // its beginning
    const auto cat = [](const char *name) { return u"cat "_s + sample(name); };
    QTest::newRow("ninja") << cat("ninja_build60_pipe.raw") << WorkflowStatus::Completed << 63 << 63
                           << u"done after "_s;
    QTest::newRow("ninja fails") << cat("ninja_fail_pipe.raw") + u"; exit 1"_s << WorkflowStatus::Failed << 13 << 21
                                 << u"exit code 1 after "_s;
    QTest::newRow("make fails") << cat("make_cmake_fail_pipe.raw") + u"; exit 2"_s << WorkflowStatus::Failed << 57
                                << 100 << u"exit code 2 after "_s;
    QTest::newRow("ctest fails at the end")
        << cat("ctest25_fail_j2_pipe.raw") + u"; exit 8"_s << WorkflowStatus::Failed << 25 << 25 << u"exit code 8 "_s;
    QTest::newRow("lifted to the total") << u"echo '[7/9] Linking'"_s << WorkflowStatus::Completed << 9 << 9
                                         << u"done"_s;
    QTest::newRow("no progress at all") << u"echo hello"_s << WorkflowStatus::Completed << 0 << 0 << u"done after 0."_s;
    QTest::newRow("killed") << u"kill -KILL $$"_s << WorkflowStatus::Failed << 0 << 0
                            << u"killed by signal 9 (Killed)"_s;
    QTest::newRow("hung up") << u"kill -HUP $$"_s << WorkflowStatus::Cancelled << 0 << 0 << u"killed by signal 1 "_s;
}

static bool isPlain(const QString &text)
{
    return std::none_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
}

void TestRun::reportsProgress()
{
    QFETCH(QString, script);
    QFETCH(QString, message);
    const PublishLog log;
    QProcess process;
    setLog(process, log);
    process.start(probe, {u"sh"_s, u"-c"_s, script});
    finish(process);

    const QList<Publish> publishes = log.all();
    QVERIFY(publishes.size() >= 2);
    QCOMPARE(publishes.first().status, WorkflowStatus::Running);
    QCOMPARE(publishes.first().totalSteps, 0u);
    QVERIFY(publishes.first().message->startsWith(u"sh -c "_s));
    QVERIFY(publishes.first().name->startsWith(u"sh -c "_s));
    const Publish &last = publishes.last();
    QTEST(last.status.value(), "status");
    QTEST(int(last.currentStep.value()), "done");
    QTEST(int(last.totalSteps.value()), "total");
    QVERIFY2(last.message->startsWith(message), qPrintable(*last.message));
    if (script.contains(u"ninja_fail"_s))
        QVERIFY2(last.message->contains(u": error: expected declaration"_s), qPrintable(*last.message));
    for (const Publish &publish : publishes) {
        QVERIFY(isPlain(*publish.message));
        QVERIFY(*publish.totalSteps == 0 || *publish.currentStep <= *publish.totalSteps);
    }
}

void TestRun::floodOfProgressIsThrottled()
{
    const PublishLog log;
    QProcess process;
    setLog(process, log);
    QElapsedTimer timer;
    timer.start();
    process.start(
        probe, {u"sh"_s, u"-c"_s, u"i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo \"[$i/20001] x\"; done"_s});
    QCOMPARE(finish(process).code, 0);
    const auto most = timer.elapsed() / 50 + 4;
    QVERIFY2(log.all().size() <= most, qPrintable(u"%1 in %2 ms"_s.arg(log.all().size()).arg(timer.elapsed())));
    QCOMPARE(log.last().currentStep, 20001u);
}

void TestRun::reportsFromErrorOutput()
{
    const PublishLog log;
    QProcess process;
    setLog(process, log);
    process.start(probe, {u"sh"_s, u"-c"_s, u"printf '[1/4] Buil'; echo '[2/4] Other' >&2; echo ding; exit 1"_s});
    finish(process);
    QCOMPARE(log.last().totalSteps, 4u);
    QCOMPARE(log.last().currentStep, 2u);
}

void TestRun::usesIdAndName()
{
    const PublishLog log;
    QProcess process;
    setLog(process, log);
    process.start(probe, {u"--id=nightly:42"_s, u"--name"_s, u"Nightly build"_s, u"--"_s, u"true"_s});
    finish(process);
    QCOMPARE(log.all().first().name, u"Nightly build"_s);
    QCOMPARE(log.last().workflowId.bytes(), "nightly:42");
}

QTEST_GUILESS_MAIN(TestRun)
#include "tst_run.moc"
