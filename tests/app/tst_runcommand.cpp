#include "client/workflowconnection.h"
#include "server/serverthread.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

static const QString probe = QStringLiteral(RUNCOMMANDPROBE);

/// flowcast run against a real server, one that is away, and one that does not answer.
class TestRunCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void watcherSeesTheRun();
    void failureIsPublished();
    void catchesUpWhenTheServerComes();
    void serverAwayHarmsNothing();
    void silentServerHoldsUpTwoSecondsAtMost();
    void userNeedNotWaitForTheServer();
    void serverComesFromTheEnvironment();
    void wrongUsage_data();
    void wrongUsage();
    void helpHasExamples();

private:
    void startServer(quint16 port = 0);
    [[nodiscard]] QStringList arguments(const QStringList &command) const;
    [[nodiscard]] WorkflowUpdate stateNow() const;

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<ServerThread> m_server;
    quint16 m_port = 0;
};

void TestRunCommand::init()
{
    qunsetenv("FLOWCAST_SERVER");
    m_directory = std::make_unique<QTemporaryDir>();
}

void TestRunCommand::cleanup()
{
    m_server.reset();
    m_directory.reset();
}

void TestRunCommand::startServer(quint16 port)
{
    ServerConfig config;
    config.port = port;
    config.dataDirectory = m_directory->path();
    m_server = std::make_unique<ServerThread>(config);
    QSignalSpy listening(m_server.get(), &ServerThread::listening);
    QTRY_COMPARE(listening.size(), 1);
    m_port = listening.first().at(1).value<quint16>();
}

/// A port that nobody listens on.
static quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

QStringList TestRunCommand::arguments(const QStringList &command) const
{
    return QStringList{u"--id"_s, u"r"_s, u"--server"_s, u"127.0.0.1:%1"_s.arg(m_port), u"--"_s} + command;
}

WorkflowUpdate TestRunCommand::stateNow() const
{
    WorkflowConnection connection(QUrl(u"ws://127.0.0.1:%1"_s.arg(m_port)), WorkflowId::fromTrusted("r"));
    QSignalSpy updates(&connection, &WorkflowConnection::updateReceived);
    connection.open();
    return updates.wait() ? updates.last().first().value<WorkflowUpdate>() : WorkflowUpdate();
}

void TestRunCommand::watcherSeesTheRun()
{
    startServer();
    WorkflowConnection connection(QUrl(u"ws://127.0.0.1:%1"_s.arg(m_port)), WorkflowId::fromTrusted("r"));
    QList<WorkflowUpdate> updates;
    connect(&connection, &WorkflowConnection::updateReceived, this,
        [&updates](const WorkflowUpdate &update) { updates.append(update); });
    connection.open();
    QProcess process;
    process.start(probe, arguments({u"sh"_s, u"-c"_s, u"echo '[1/3] Compiling a.c'; read x; echo '[2/3] Linking'"_s}));
    QTRY_VERIFY(!updates.isEmpty() && updates.last().currentStep == 1); // while it runs
    QCOMPARE(updates.last().status, WorkflowStatus::Running);
    QCOMPARE(updates.last().totalSteps, 3u);
    QCOMPARE(updates.last().message, u"Compiling a.c"_s);
    QVERIFY(updates.last().name.startsWith(u"sh -c "_s));
    process.write("\n");
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 0);
    QCOMPARE(process.readAllStandardError(), QByteArray());
    QTRY_COMPARE(updates.last().status, WorkflowStatus::Completed);
    QCOMPARE(updates.last().currentStep, 3u);
    for (qsizetype i = 0; i < updates.size(); ++i)
        QCOMPARE(updates[i].version, quint64(i + 1));
}

void TestRunCommand::failureIsPublished()
{
    startServer();
    QProcess process;
    process.start(
        probe, arguments({u"sh"_s, u"-c"_s, u"echo '[1/3] Compiling'; echo 'a.c:1: error: no' >&2; exit 9"_s}));
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 9);
    const WorkflowUpdate state = stateNow();
    QCOMPARE(state.status, WorkflowStatus::Failed);
    QCOMPARE(state.currentStep, 1u);
    QVERIFY2(state.message.endsWith(u": a.c:1: error: no"_s), qPrintable(state.message));
}

void TestRunCommand::catchesUpWhenTheServerComes()
{
    m_port = freePort();
    QProcess process;
    process.start(probe, arguments({u"sh"_s, u"-c"_s, u"echo '[1/3] Compiling'; echo '[2/3] Linking'; read x"_s}));
    QTRY_VERIFY(process.bytesAvailable() > 20);
    startServer(m_port);
    QTRY_COMPARE(stateNow().currentStep, 2u); // by itself, while the command waits
    QCOMPARE(stateNow().status, WorkflowStatus::Running);
    process.write("\n");
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.readAllStandardError(), QByteArray());
    QCOMPARE(stateNow().status, WorkflowStatus::Completed);
}

void TestRunCommand::serverAwayHarmsNothing()
{
    m_port = freePort();
    QProcess process;
    process.start(probe, arguments({u"sh"_s, u"-c"_s, u"echo out; exit 5"_s}));
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 5);
    QCOMPARE(process.readAllStandardOutput(), "out\n");
    const QByteArray said = process.readAllStandardError();
    QCOMPARE(said.count('\n'), 1);
    QVERIFY2(said.startsWith("flowcast: ws://127.0.0.1:"), said.constData());
    QVERIFY2(said.contains("did not get the final state of r: "), said.constData());
}

void TestRunCommand::silentServerHoldsUpTwoSecondsAtMost()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    m_port = silent.serverPort();
    QElapsedTimer timer;
    timer.start();
    QProcess process;
    process.start(probe, arguments({u"true"_s}));
    QVERIFY(process.waitForFinished());
    QVERIFY2(timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(process.readAllStandardError().contains("did not get the final state"));
}

void TestRunCommand::userNeedNotWaitForTheServer()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    m_port = silent.serverPort();
    QProcess process;
    process.start(probe, arguments({u"sh"_s, u"-c"_s, u"echo over; exit 3"_s}));
    QTRY_VERIFY(process.bytesAvailable() > 0);
    QElapsedTimer timer;
    timer.start();
    while (
        process.state() == QProcess::Running && timer.elapsed() < 1500) { // once the command has ended, one is enough
        ::kill(pid_t(process.processId()), SIGINT);
        process.waitForFinished(20);
    }
    QCOMPARE(process.state(), QProcess::NotRunning);
    QVERIFY(process.readAllStandardError().contains("did not get the final state"));
}

void TestRunCommand::serverComesFromTheEnvironment()
{
    startServer();
    qputenv("FLOWCAST_SERVER", "http://127.0.0.1:" + QByteArray::number(m_port));
    QProcess process;
    process.start(probe, {u"--id"_s, u"r"_s, u"true"_s});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.readAllStandardError(), QByteArray());
    QCOMPARE(stateNow().status, WorkflowStatus::Completed);
}

void TestRunCommand::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("no command") << QStringList{} << QByteArray("no command to run");
    QTest::newRow("unknown option") << QStringList{u"--what"_s} << QByteArray("unknown option --what");
    QTest::newRow("control characters") << QStringList{u"--\x1b[31m"_s} << QByteArray("unknown option -- [31m");
    QTest::newRow("bad server") << QStringList{u"--server=ftp://x"_s, u"true"_s} << QByteArray("server ftp://x");
}

void TestRunCommand::wrongUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, says);
    QProcess process;
    process.start(probe, arguments);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 2);
    const QByteArray said = process.readAllStandardError();
    QVERIFY2(said.startsWith("flowcast run: " + says), said.constData());
    QVERIFY(said.endsWith("\nTry 'flowcast run --help'.\n"));
}

void TestRunCommand::helpHasExamples()
{
    QProcess process;
    process.start(probe, {u"--help"_s});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(process.readAllStandardOutput().contains("\nExamples:\n  flowcast run -- ninja"));
}

QTEST_GUILESS_MAIN(TestRunCommand)
#include "tst_runcommand.moc"
