#include "tests/support/testpeer.h"
#include "tests/support/testserver.h"

#include <QNetworkRequest>

#include <algorithm>
#include <map>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

/// The six verifications of the decision record, against a whole server over real sockets.
class TestRecord final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<TestServer>();
        m_server->start();
    }
    void cleanup() { m_server.reset(); }

    void broadcast_basic();
    void broadcast_multiple_subscribers();
    void broadcast_filtering();
    void websocket_full_lifecycle();
    void websocket_disconnection_handling();
    void websocket_concurrent_connections();

private:
    [[nodiscard]] std::unique_ptr<TestPeer> open(const QUrl &url);
    [[nodiscard]] std::unique_ptr<TestPeer> subscribe(const char *id) { return open(m_server->updatesOf(id)); }
    [[nodiscard]] std::unique_ptr<TestPeer> producer() { return open(endpoint(m_server->url(), publishPath())); }
    /// An ack comes after its commit, so what a subscriber got before it asked is settled too.
    void publish(TestPeer &producer, const Publish &publish);

    std::unique_ptr<TestServer> m_server;
};

std::unique_ptr<TestPeer> TestRecord::open(const QUrl &url)
{
    auto peer = std::make_unique<TestPeer>(url);
    peer->waitUntilOpen();
    return peer;
}

void TestRecord::publish(TestPeer &producer, const Publish &publish)
{
    const size_t before = producer.messages.size();
    producer.send(publish);
    QTRY_COMPARE(producer.messages.size(), before + 1);
    QVERIFY(std::holds_alternative<Ack>(producer.messages.back()));
}

void TestRecord::broadcast_basic()
{
    const auto subscriber = subscribe("wf-1");
    const auto source = producer();
    Publish sent = publishOf("wf-1", 3, 10);
    sent.message = u"Linking"_s;
    sent.timestamp = parseTimestamp("2026-11-23T10:15:30.123Z").value();
    sent.request = 7;
    source->send(sent);
    QTRY_COMPARE(subscriber->messages.size(), 1u);
    const WorkflowUpdate update = subscriber->updates().at(0);
    QCOMPARE(update.workflowId, sent.workflowId);
    QCOMPARE(update.status, WorkflowStatus::Running);
    QCOMPARE(update.currentStep, 3u);
    QCOMPARE(update.totalSteps, 10u);
    QCOMPARE(update.message, u"Linking"_s);
    QCOMPARE(update.timestamp, *sent.timestamp);
    QCOMPARE(update.version, 1u);
    QTRY_COMPARE(source->messages.size(), 1u);
    QCOMPARE(std::get<Ack>(source->messages.at(0)), (Ack{7, sent.workflowId, 1}));
}

void TestRecord::broadcast_multiple_subscribers()
{
    std::vector<std::unique_ptr<TestPeer>> subscribers;
    for (int i = 0; i < 5; ++i) {
        subscribers.push_back(subscribe("wf-1"));
    }
    const auto source = producer();
    for (quint32 step = 1; step <= 20; ++step) {
        source->send(publishOf("wf-1", step, 20));
    }
    for (const auto &subscriber : subscribers) {
        QTRY_COMPARE(subscriber->messages.size(), 20u);
        for (quint32 step = 1; step <= 20; ++step) {
            QCOMPARE(subscriber->updates().at(step - 1).currentStep, step);
            QCOMPARE(subscriber->updates().at(step - 1).version, quint64(step));
        }
    }
}

void TestRecord::broadcast_filtering()
{
    const auto first = subscribe("wf-1");
    const auto second = subscribe("wf-2");
    const auto lookalike = subscribe("WF-1");
    const auto everything = open(endpoint(m_server->url(), allUpdatesPath()));
    QTRY_COMPARE(everything->all<Synced>().size(), 1u);
    const auto source = producer();
    for (const char *id : {"wf-1", "wf-2", "wf-1", "WF-1", "wf-3"}) {
        publish(*source, publishOf(id));
    }
    QTRY_COMPARE(everything->updates().size(), 5u);
    const auto heard = [](const TestPeer &peer, const char *id) {
        const auto updates = peer.updates();
        return std::all_of(updates.begin(), updates.end(), [id](const auto &u) { return u.workflowId.bytes() == id; });
    };
    QTRY_COMPARE(first->versions(), (std::vector<quint64>{1, 2}));
    QTRY_COMPARE(second->versions(), (std::vector<quint64>{1}));
    QTRY_COMPARE(lookalike->versions(), (std::vector<quint64>{1}));
    QVERIFY(heard(*first, "wf-1") && heard(*second, "wf-2") && heard(*lookalike, "WF-1"));
}

void TestRecord::websocket_full_lifecycle()
{
    const auto source = producer();
    publish(*source, publishOf("wf-1", 0, 3));
    // Connect: the state now. Then live, ping and pong, and a proper end.
    const auto subscriber = subscribe("wf-1");
    QTRY_COMPARE(subscriber->versions(), (std::vector<quint64>{1}));
    for (quint32 step = 1; step <= 3; ++step) {
        publish(*source, publishOf("wf-1", step));
    }
    Publish done = publishOf("wf-1");
    done.status = WorkflowStatus::Completed;
    publish(*source, done);
    QTRY_COMPARE(subscriber->versions(), (std::vector<quint64>{1, 2, 3, 4, 5}));
    QCOMPARE(subscriber->updates().back().status, WorkflowStatus::Completed);
    QCOMPARE(subscriber->updates().back().currentStep, 3u);

    QSignalSpy pong(&subscriber->socket, &QWebSocket::pong);
    subscriber->socket.ping("still there?");
    QTRY_COMPARE(pong.size(), 1);
    QCOMPARE(pong.at(0).at(1).toByteArray(), "still there?");

    QSignalSpy disconnected(&subscriber->socket, &QWebSocket::disconnected);
    subscriber->socket.close();
    QTRY_COMPARE(disconnected.size(), 1);
    QVERIFY(!subscriber->isOpen());
}

void TestRecord::websocket_disconnection_handling()
{
    const auto source = producer();
    const auto stays = subscribe("wf-1");
    auto leaves = subscribe("wf-1");
    auto dies = subscribe("wf-1");
    publish(*source, publishOf("wf-1", 1));
    QTRY_COMPARE(leaves->messages.size(), 1u);
    leaves->socket.close();
    dies->socket.abort(); // no close frame: the process was killed, say
    for (quint32 step = 2; step <= 50; ++step) {
        publish(*source, publishOf("wf-1", step));
    }
    QTRY_COMPARE(stays->messages.size(), 50u);
    QCOMPARE(leaves->messages.size(), 1u);

    // Who comes back asks for what it missed and gets each update once.
    QUrl resume = m_server->updatesOf("wf-1");
    resume.setQuery(u"since=1"_s);
    const auto back = open(resume);
    QTRY_COMPARE(back->messages.size(), 49u);
    publish(*source, publishOf("wf-1", 51));
    QTRY_COMPARE(back->messages.size(), 50u);
    for (quint64 i = 0; i < 50; ++i) {
        QCOMPARE(back->versions().at(i), i + 2);
    }

    // The server's end is told to everybody, and to come back.
    QSignalSpy disconnected(&stays->socket, &QWebSocket::disconnected);
    m_server->stop();
    QTRY_COMPARE(disconnected.size(), 1);
    QCOMPARE(stays->socket.closeCode(), QWebSocketProtocol::CloseCodeGoingAway);
}

void TestRecord::websocket_concurrent_connections()
{
    constexpr size_t Clients = 500;
    constexpr size_t Workflows = 25;
    constexpr quint32 Rounds = 20;
    std::vector<std::unique_ptr<TestPeer>> peers;
    std::vector<QByteArray> names;
    for (size_t i = 0; i < Workflows; ++i) {
        names.push_back("wf-" + QByteArray::number(qulonglong(i)));
    }
    for (size_t i = 0; i < Clients; ++i) {
        peers.push_back(std::make_unique<TestPeer>(m_server->updatesOf(names[i % Workflows])));
    }
    for (const auto &peer : peers) {
        QTRY_VERIFY_WITH_TIMEOUT(peer->isOpen(), 10000);
    }
    const auto source = producer();
    for (const QByteArray &name : names) {
        publish(*source, publishOf(name)); // everybody has subscribed once this has arrived
    }
    for (const auto &peer : peers) {
        QTRY_COMPARE(peer->messages.size(), 1u);
    }

    // One update at a time, to its 20 subscribers among the 500: it is latency that is asked for, not throughput.
    std::map<std::pair<QByteArray, quint64>, TestPeer::Clock::time_point> sentAt;
    for (quint32 round = 0; round < Rounds; ++round) {
        for (size_t workflow = 0; workflow < Workflows; ++workflow) {
            const auto hasArrived = [&] {
                for (size_t i = workflow; i < Clients; i += Workflows) {
                    if (peers[i]->messages.size() < round + 2) {
                        return false;
                    }
                }
                return true;
            };
            sentAt[{names[workflow], round + 2}] = TestPeer::Clock::now();
            source->send(publishOf(names[workflow], round, Rounds));
            const QDeadlineTimer deadline(10000);
            while (!hasArrived() && !deadline.hasExpired()) {
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 1000);
            }
            QVERIFY(hasArrived());
        }
    }

    std::vector<double> latencies;
    for (size_t i = 0; i < Clients; ++i) {
        const auto updates = peers[i]->updates();
        QCOMPARE(updates.size(), size_t(Rounds) + 1); // its own, each once and in order
        for (size_t n = 0; n < updates.size(); ++n) {
            QCOMPARE(updates[n].workflowId.bytes(), names[i % Workflows]);
            QCOMPARE(updates[n].version, quint64(n + 1));
            if (n > 0) {
                const std::chrono::duration<double, std::milli> took
                    = peers[i]->heardAt[n] - sentAt.at({names[i % Workflows], n + 1});
                latencies.push_back(took.count());
            }
        }
    }
    std::sort(latencies.begin(), latencies.end());
    const double median = latencies[latencies.size() / 2];
    const double p99 = latencies[latencies.size() * 99 / 100];
    qInfo("%zu connections, %zu deliveries: publish to receive p50 %.1f ms, p99 %.1f ms, max %.1f ms", Clients,
        latencies.size(), median, p99, latencies.back());
    QVERIFY2(p99 < 100, "the decision record asks for less than 100 ms");
}

QTEST_GUILESS_MAIN(TestRecord)
#include "tst_record.moc"
