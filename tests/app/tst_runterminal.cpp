#include "tests/app/ptyharness.h"
#include "tests/app/publishlog.h"

#include <QCryptographicHash>
#include <QTest>

#include <csignal>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

/// Commands under flowcast run on a terminal.
class TestRunTerminal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyStreamIsATerminal();
    void mixedStreams_data();
    void mixedStreams();
    void sizePassesThrough();
    void resizePassesThrough_data();
    void resizePassesThrough();
    void modesOfTheTerminalAreTheUsers();
    void outputIsTheSameAsWithoutUs();
    void keysPassThrough();
    void longPasteArrives();
    void singleKeysPassThrough();
    void interruptKeyCancels();
    void interruptKeyReachesACommandThatReadsAPipe();
    void terminalIsRestored_data();
    void terminalIsRestored();
    void suspendKeySuspendsTheJob();
    void backgroundJobLeavesTheTerminalAlone();
    void closedWindowEndsTheCommand();
    void lastOutputIsNotLost();
    void reportsProgress();

private:
    std::unique_ptr<PublishLog> m_log;
};

static const QByteArray probe = RUNPROBE;

static QList<QByteArray> shell(const QByteArray &script)
{
    return {probe, "--", "sh", "-c", script};
}

void TestRunTerminal::init()
{
    m_log = std::make_unique<PublishLog>();
    qputenv("RUNPROBE_PUBLISHES", m_log->path().toUtf8());
    qputenv("PROBE", probe);
}

void TestRunTerminal::cleanup()
{
    m_log.reset();
}

void TestRunTerminal::everyStreamIsATerminal()
{
    PtyHarness pty(shell("test -t 0 && test -t 1 && test -t 2 && : </dev/tty && echo all; exit 6"));
    QTRY_VERIFY(pty.hasEnded());
    QCOMPARE(pty.output(), "all\r\n");
    QCOMPARE(pty.exitCode(), 6);
}

void TestRunTerminal::mixedStreams_data()
{
    QTest::addColumn<QByteArray>("redirections");
    QTest::addColumn<QByteArray>("terminals");
    QTest::newRow("none") << QByteArray() << QByteArray("012");
    QTest::newRow("output") << QByteArray("| cat") << QByteArray("02");
    QTest::newRow("error output") << QByteArray("2>/dev/null") << QByteArray("01");
    QTest::newRow("input") << QByteArray("</dev/null") << QByteArray("12");
    QTest::newRow("outputs") << QByteArray("2>&1 | cat") << QByteArray("0");
    QTest::newRow("input and output") << QByteArray("</dev/null | cat") << QByteArray("2");
    QTest::newRow("all") << QByteArray("</dev/null 2>&1 | cat") << QByteArray("");
}

void TestRunTerminal::mixedStreams()
{
    QFETCH(QByteArray, redirections);
    QFETCH(QByteArray, terminals);
    const QTemporaryDir directory;
    const QByteArray file = directory.filePath(u"found"_s).toUtf8();
    const QByteArray script = "for i in 0 1 2; do test -t $i && printf $i >>" + file + "; done; echo shown";
    PtyHarness pty({"sh", "-c", "touch " + file + "; $PROBE -- sh -c '" + script + "' " + redirections});
    QTRY_VERIFY(pty.hasEnded());
    QFile found(QString::fromUtf8(file));
    QVERIFY(found.open(QIODevice::ReadOnly));
    QCOMPARE(found.readAll(), terminals);
    QCOMPARE(pty.output(), "shown\r\n");
}

void TestRunTerminal::sizePassesThrough()
{
    PtyHarness pty({probe, "stty", "size"}, 31, 97);
    QTRY_VERIFY(pty.hasEnded());
    QCOMPARE(pty.output(), "31 97\r\n");
}

void TestRunTerminal::resizePassesThrough_data()
{
    QTest::addColumn<QByteArray>("redirection");
    QTest::newRow("a terminal") << QByteArray();
    QTest::newRow("no terminal as input") << QByteArray("</dev/null");
}

void TestRunTerminal::resizePassesThrough()
{
    QFETCH(QByteArray, redirection);
    PtyHarness pty({"sh", "-c",
        // The signal may come twice, from the terminal and from the one that was made for the command.
        "$PROBE -- sh -c 'trap \"trap : WINCH; stty size <&1; exit\" WINCH; echo ready; while :; do sleep 0.02; done' "
            + redirection});
    QTRY_COMPARE(pty.output(), "ready\r\n");
    pty.resize(44, 123);
    QTRY_VERIFY(pty.hasEnded());
    QCOMPARE(pty.output(), "ready\r\n44 123\r\n");
}

void TestRunTerminal::modesOfTheTerminalAreTheUsers()
{
    PtyHarness pty({"sh", "-c", "stty intr ^T -echoctl; $PROBE stty -a"});
    QTRY_VERIFY(pty.hasEnded());
    QVERIFY(pty.output().contains("intr = ^T"));
    QVERIFY(pty.output().contains("-echoctl"));
}

void TestRunTerminal::outputIsTheSameAsWithoutUs()
{
    const QByteArray script
        = "printf 'a\\tb\\033[31mred\\033[0m\\n\\001\\200\\377\\r\\n'; echo err >&2; ls --color=auto -d /";
    PtyHarness bare({"sh", "-c", script});
    PtyHarness wrapped(shell(script));
    QTRY_VERIFY(bare.hasEnded() && wrapped.hasEnded());
    QVERIFY(bare.output().contains("\x1b[0"));
    QCOMPARE(wrapped.output(), bare.output());
}

void TestRunTerminal::keysPassThrough()
{
    PtyHarness pty(shell("echo ready; cat; echo rest; exit 3"));
    QTRY_COMPARE(pty.output(), "ready\r\n");
    QTRY_VERIFY(pty.isRaw());
    pty.type("hello\n");
    QTRY_COMPARE(pty.output(), "ready\r\nhello\r\nhello\r\n"); // the echo, once, and cat
    pty.type("\x04");
    QTRY_VERIFY(pty.hasEnded());
    QCOMPARE(pty.exitCode(), 3);
}

void TestRunTerminal::longPasteArrives()
{
    PtyHarness pty(shell("stty raw -echo; echo ready; head -c 40000 | md5sum"));
    QTRY_VERIFY(pty.output().contains("ready"));
    for (int i = 0; i < 40; ++i)
        pty.type(QByteArray(1000, char('a' + i % 26)));
    QByteArray bytes;
    for (int i = 0; i < 40; ++i)
        bytes += QByteArray(1000, char('a' + i % 26));
    QTRY_VERIFY(pty.hasEnded());
    QVERIFY(pty.output().contains(QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex()));
}

void TestRunTerminal::singleKeysPassThrough()
{
    PtyHarness pty(shell("stty raw -echo; echo ready; head -c 3 | od -An -c"));
    QTRY_VERIFY(pty.output().contains("ready"));
    pty.type("\x03\x1a\x04"); // in raw mode they are keys like others
    QTRY_VERIFY(pty.hasEnded());
    QVERIFY2(pty.output().contains("003 032 004"), pty.output().constData());
}

void TestRunTerminal::interruptKeyCancels()
{
    PtyHarness pty(shell("echo ready; exec sleep 100"));
    QTRY_COMPARE(pty.output(), "ready\r\n");
    QTRY_VERIFY(pty.isRaw());
    pty.type("\x03");
    QTRY_VERIFY(pty.hasEnded());
    QCOMPARE(pty.killedBy(), SIGINT); // what a shell's loop stops at
    QCOMPARE(m_log->last().status, WorkflowStatus::Cancelled);
}

void TestRunTerminal::interruptKeyReachesACommandThatReadsAPipe()
{
    // Told once: a second one makes many tools give up their cleaning up.
    PtyHarness pty({"sh", "-c",
        "trap : INT; $PROBE -- sh -c 'trap \"n=x\\$n\" INT; echo ready; while [ -z \"$n\" ]; do sleep 0.02; done; "
        "sleep 0.1; echo told $n; exit 2' </dev/null"});
    QTRY_COMPARE(pty.output(), "ready\r\n");
    pty.type("\x03");
    QTRY_VERIFY(pty.hasEnded());
    QVERIFY2(pty.output().endsWith("told x\r\n"), pty.output().constData());
    QCOMPARE(m_log->last().status, WorkflowStatus::Cancelled); // though it made exit code 2 of it
}

void TestRunTerminal::terminalIsRestored_data()
{
    QTest::addColumn<int>("signalNumber"); // 0: it ends by itself
    QTest::newRow("after an end") << 0;
    QTest::newRow("after SIGTERM") << SIGTERM;
    QTest::newRow("after SIGINT") << SIGINT;
    QTest::newRow("after SIGHUP") << SIGHUP;
    QTest::newRow("after SIGQUIT") << SIGQUIT;
    QTest::newRow("after a crash of ours") << SIGSEGV;
}

void TestRunTerminal::terminalIsRestored()
{
    QFETCH(int, signalNumber);
    // The shell stays, so that the terminal does; exec would make the probe its session's leader.
    PtyHarness pty(
        {"sh", "-c", "trap : INT QUIT HUP TERM; $PROBE -- sh -c 'echo pid $PPID.; read line'; echo over; read x"});
    const termios before = pty.modes();
    QTRY_VERIFY(pty.output().endsWith(".\r\n"));
    QTRY_VERIFY(pty.isRaw());
    const QByteArray pid = pty.output().mid(4).chopped(3);
    if (signalNumber != 0)
        QCOMPARE(::kill(pid.toInt(), signalNumber), 0);
    else
        pty.type("\n");
    QTRY_VERIFY(pty.output().contains("over"));
    const termios after = pty.modes();
    QCOMPARE(after.c_lflag, before.c_lflag);
    QCOMPARE(after.c_iflag, before.c_iflag);
    QCOMPARE(after.c_oflag, before.c_oflag);
    pty.type("\n");
    QTRY_VERIFY(pty.hasEnded());
}

void TestRunTerminal::suspendKeySuspendsTheJob()
{
    PtyHarness pty({"bash", "-c",
        "set -m; $PROBE -- sh -c 'echo ready; read line; echo got $line'; echo stopped $?; stty -a | grep -o -- "
        "'.icanon'; "
        "fg >/dev/null; echo code $?"});
    QTRY_VERIFY(pty.output().contains("ready"));
    QTRY_VERIFY(pty.isRaw());
    pty.type("\x1a");
    QTRY_VERIFY(pty.output().contains("stopped 148"));
    QTRY_VERIFY(pty.output().contains(" icanon"));
    QTRY_VERIFY(pty.isRaw());
    pty.type("abc\n");
    QTRY_VERIFY(pty.hasEnded());
    QVERIFY2(pty.output().contains("got abc"), pty.output().constData());
    QVERIFY(pty.output().contains("code 0"));
}

void TestRunTerminal::backgroundJobLeavesTheTerminalAlone()
{
    PtyHarness pty({"bash", "-c",
        "set -m; $PROBE -- sh -c 'echo begun; while ! test -e $0; do sleep 0.02; done' \"$HOME/../nowhere\" & "
        "read line; echo line $line; jobs; kill %1; wait; echo over"});
    QTRY_VERIFY(pty.output().contains("begun"));
    QVERIFY(!pty.isRaw());
    pty.type("mine\n");
    QTRY_VERIFY(pty.hasEnded());
    QVERIFY2(pty.output().contains("line mine"), pty.output().constData());
    QVERIFY(pty.output().contains("Running"));
}

void TestRunTerminal::closedWindowEndsTheCommand()
{
    PtyHarness pty(shell("echo pid $$.; exec sleep 100"));
    QTRY_VERIFY(pty.output().endsWith(".\r\n"));
    const int pid = pty.output().mid(4).chopped(3).toInt();
    QVERIFY(pid > 1);
    pty.closeWindow();
    QTRY_VERIFY(pty.hasEnded());
    QTRY_VERIFY(::kill(pid, 0) != 0);
    QCOMPARE(m_log->last().status, WorkflowStatus::Cancelled);
}

void TestRunTerminal::lastOutputIsNotLost()
{
    for (int i = 0; i < 20; ++i) {
        PtyHarness pty(shell("seq 3000"));
        QTRY_VERIFY(pty.hasEnded());
        QVERIFY(pty.output().endsWith("\r\n2999\r\n3000\r\n"));
        QCOMPARE(pty.output().count('\n'), 3000);
    }
}

void TestRunTerminal::reportsProgress()
{
    PtyHarness pty(shell("cat " FLOWCAST_SOURCE_DIR "/tests/samples/terminal/ninja_fail_pty.raw; exit 1"));
    QTRY_VERIFY(pty.hasEnded());
    QCOMPARE(m_log->last().status, WorkflowStatus::Failed);
    QCOMPARE(m_log->last().currentStep, 13u);
    QCOMPARE(m_log->last().totalSteps, 21u);
}

QTEST_GUILESS_MAIN(TestRunTerminal)
#include "tst_runterminal.moc"
