#include "app/commands/list.h"
#include "app/commands/publish.h"
#include "tests/app/commandrun.h"
#include "tests/client/scriptedpeer.h"

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

/// publish and list against a server that does what the test says.
class TestClientCommands final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_peer = std::make_unique<ScriptedPeer>(); }
    void publishTellsTheVersion();
    void publishSendsOnlyWhatIsGiven();
    void publishTellsARefusal();
    void publishComesThroughARestart();
    void publishGivesUp();
    void publishObeysTheCloseCode();
    void theServerMayBeInTheEnvironment();
    void listIsATable();
    void listIsJson();
    void listLeavesOutWhatIsDeleted();
    void listGivesUp();
    void listGivesUpOnASilentServer();
    void coloursOnlyOnATerminalThatWantsThem();

private:
    [[nodiscard]] QString server() const { return m_peer->url().toString(); }
    CommandRun publish(const QStringList &arguments) const;
    CommandRun list(const QStringList &arguments = {}, bool outIsTerminal = false) const;
    void answerWith(const std::function<Message(const Publish &)> &answer);

    std::unique_ptr<ScriptedPeer> m_peer;
};

CommandRun TestClientCommands::publish(const QStringList &arguments) const
{
    return runInProcess(publishCommand, arguments + QStringList{u"--server"_s, server()});
}

CommandRun TestClientCommands::list(const QStringList &arguments, bool outIsTerminal) const
{
    return runInProcess(listCommand, arguments + QStringList{u"--server"_s, server()}, outIsTerminal);
}

void TestClientCommands::answerWith(const std::function<Message(const Publish &)> &answer)
{
    m_peer->onMessage = [answer](QWebSocket *socket, const Message &message) {
        socket->sendTextMessage(QString::fromUtf8(encode(answer(std::get<Publish>(message)))));
    };
}

void TestClientCommands::publishTellsTheVersion()
{
    answerWith([](const Publish &publish) { return Ack{publish.request, publish.workflowId, 17}; });
    const CommandRun run = publish({u"nightly"_s, u"--status"_s, u"Running"_s, u"--step"_s, u"3"_s, u"--total"_s,
        u"10"_s, u"--message"_s, u"Linking"_s, u"--name"_s, u"Nightly build"_s});
    QCOMPARE(run.err, QString());
    QCOMPARE(run.out, u"nightly version 17\n"_s);
    QCOMPARE(run.exitCode, 0);
    const auto sent = std::get<Publish>(m_peer->received().at(0));
    QCOMPARE(sent.status, WorkflowStatus::Running);
    QCOMPARE(sent.currentStep, 3u);
    QCOMPARE(sent.totalSteps, 10u);
    QCOMPARE(sent.message, u"Linking"_s);
    QCOMPARE(sent.name, u"Nightly build"_s);
}

void TestClientCommands::publishSendsOnlyWhatIsGiven()
{
    answerWith([](const Publish &publish) { return Ack{publish.request, publish.workflowId, 1}; });
    QCOMPARE(publish({u"a"_s, u"--message"_s, QString()}).exitCode, 0);
    Publish expected;
    expected.request = 1;
    expected.workflowId = workflow("a");
    expected.message = QString();
    QCOMPARE(m_peer->received().at(0), Message(expected));
}

void TestClientCommands::publishTellsARefusal()
{
    answerWith([](const Publish &publish) {
        return Problem{publish.request, {ErrorCode::BadRequest, u"current_step"_s, u"is\x1b[31m past the total"_s}};
    });
    const CommandRun run = publish({u"a"_s, u"--step"_s, u"9"_s});
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.err, u"flowcast publish: refused: current_step is [31m past the total\n"_s);
    QCOMPARE(run.out, QString());
    answerWith([](const Publish &publish) {
        return Problem{publish.request, {ErrorCode::BadRequest, u"current_step"_s, u"current_step 9 is too far"_s}};
    });
    QCOMPARE(publish({u"a"_s}).err, u"flowcast publish: refused: current_step 9 is too far\n"_s);
}

void TestClientCommands::publishComesThroughARestart()
{
    answerWith([](const Publish &publish) { return Ack{publish.request, publish.workflowId, 2}; });
    m_peer->stop();
    QTimer::singleShot(150, m_peer.get(), [this] { m_peer->listen(); });
    QCOMPARE(publish({u"a"_s}).out, u"a version 2\n"_s);
}

void TestClientCommands::publishGivesUp()
{
    m_peer->stop();
    const CommandRun run = publish({u"a"_s, u"--timeout"_s, u"0.2"_s});
    QCOMPARE(run.exitCode, 4);
    QVERIFY2(run.err.contains(server()) && run.err.contains(u"refused"_s), qPrintable(run.err));
}

void TestClientCommands::publishObeysTheCloseCode()
{
    m_peer->onConnected = [this](QWebSocket *) { m_peer->close(4504, u"no such endpoint"_s); };
    const CommandRun run = publish({u"a"_s, u"--timeout"_s, u"50"_s});
    QCOMPARE(run.exitCode, 4);
    QVERIFY2(run.err.contains(u"no such endpoint (4504)"_s), qPrintable(run.err));
}

void TestClientCommands::theServerMayBeInTheEnvironment()
{
    answerWith([](const Publish &publish) { return Ack{publish.request, publish.workflowId, 3}; });
    qputenv("FLOWCAST_SERVER", m_peer->url().authority().toLatin1());
    const CommandRun run = runInProcess(publishCommand, {u"a"_s});
    qunsetenv("FLOWCAST_SERVER");
    QCOMPARE(run.out, u"a version 3\n"_s);
}

void TestClientCommands::listIsATable()
{
    m_peer->onConnected = [this](QWebSocket *) {
        m_peer->send(makeUpdate("b", 2, 11));
        m_peer->send(makeUpdate("a", 7, 12));
        m_peer->send(Synced{12, true});
    };
    const CommandRun run = list();
    QCOMPARE(run.exitCode, 0);
    const QStringList lines = run.out.split(u'\n');
    QCOMPARE(lines.size(), 4);
    QVERIFY(lines[0].startsWith(u"ID  STATUS "_s));
    QVERIFY(lines[1].startsWith(u"a   running"_s));
    QVERIFY(lines[2].startsWith(u"b   running"_s));
}

void TestClientCommands::listIsJson()
{
    const WorkflowUpdate update = makeUpdate("a", 7, 12);
    m_peer->onConnected = [&](QWebSocket *) {
        m_peer->send(makeUpdate("a", 6, 11)); // changes while it is listed
        m_peer->send(update);
        m_peer->send(Synced{12, true});
    };
    QCOMPARE(list({u"--json"_s}).out, QString::fromUtf8(encode(update)) + u'\n');
}

void TestClientCommands::listLeavesOutWhatIsDeleted()
{
    m_peer->onConnected = [&](QWebSocket *) {
        m_peer->send(makeUpdate("a", 6, 11));
        m_peer->send(WorkflowDeleted{workflow("a"), 7, 12, {}});
        m_peer->send(Synced{12, true});
    };
    QCOMPARE(list({u"--json"_s}).out, QString());
}

void TestClientCommands::listGivesUp()
{
    m_peer->stop();
    const CommandRun run = list();
    QCOMPARE(run.exitCode, 4);
    QVERIFY(run.err.contains(u"refused"_s));
    QCOMPARE(run.out, QString());
}

void TestClientCommands::listGivesUpOnASilentServer()
{
    const CommandRun run = list({u"--timeout"_s, u"0.1"_s});
    QCOMPARE(run.exitCode, 4);
    QVERIFY(run.err.contains(u"silent"_s));
}

void TestClientCommands::coloursOnlyOnATerminalThatWantsThem()
{
    m_peer->onConnected = [this](QWebSocket *) {
        m_peer->send(makeUpdate("a", 7, 12));
        m_peer->send(Synced{12, true});
    };
    qunsetenv("NO_COLOR");
    QVERIFY(!list().out.contains(u'\x1b'));
    QVERIFY(list({}, true).out.contains(u'\x1b'));
    qputenv("NO_COLOR", "1");
    QVERIFY(!list({}, true).out.contains(u'\x1b'));
    qunsetenv("NO_COLOR");
}

QTEST_GUILESS_MAIN(TestClientCommands)
#include "tst_clientcommands.moc"
