#include "protocol/closecode.h"
#include "tests/support/testpeer.h"
#include "tests/support/testserver.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

/// What the WebSocket endpoints promise beyond the record, with one I/O thread and with several.
class TestEndpoints final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<int>("ioThreads");
        QTest::newRow("one I/O thread") << 1;
        QTest::newRow("three I/O threads") << 3;
    }
    void init()
    {
        QFETCH_GLOBAL(int, ioThreads);
        m_server = std::make_unique<TestServer>();
        m_server->config.ioThreads = ioThreads;
        m_server->start();
    }
    void cleanup() { m_server.reset(); }

    void allSendsStatesThenGoesLive();
    void allResumesWithEveryUpdateAfterTheCursor();
    void allFarBehindGetsStates();
    void deletingTellsEverybody();
    void problemsNameTheFieldAndHurtNobody_data();
    void problemsNameTheFieldAndHurtNobody();
    void aClientThatOnlyBreaksTheProtocolIsClosed();
    void aHugeMessageIsRefused();
    void anySocketMayPublish();
    void everyWatcherIsServed();

private:
    [[nodiscard]] std::unique_ptr<TestPeer> open(QUrl url, const QString &query = {});
    [[nodiscard]] QUrl all() const { return endpoint(m_server->url(), allUpdatesPath()); }
    [[nodiscard]] std::unique_ptr<TestPeer> producer() { return open(endpoint(m_server->url(), publishPath())); }

    std::unique_ptr<TestServer> m_server;
};

std::unique_ptr<TestPeer> TestEndpoints::open(QUrl url, const QString &query)
{
    url.setQuery(query);
    auto peer = std::make_unique<TestPeer>(url);
    peer->waitUntilOpen();
    return peer;
}

void TestEndpoints::allSendsStatesThenGoesLive()
{
    const auto source = producer();
    for (int i = 0; i < 250; ++i) { // more than a page
        source->send(publishOf(("wf-" + QByteArray::number(i)).constData(), 1, 2));
    }
    QTRY_COMPARE(source->messages.size(), 250u);
    const auto peer = open(all());
    QTRY_COMPARE(peer->all<Synced>().size(), 1u);
    QCOMPARE(peer->updates().size(), 250u);
    QCOMPARE(peer->all<Synced>().at(0), (Synced{250, true}));
    source->send(publishOf("wf-7", 2));
    QTRY_COMPARE(peer->updates().size(), 251u);
    QCOMPARE(peer->updates().back().cursor, 251u);
    QCOMPARE(peer->updates().back().version, 2u);
}

void TestEndpoints::allResumesWithEveryUpdateAfterTheCursor()
{
    const auto source = producer();
    for (quint32 step = 1; step <= 300; ++step) {
        source->send(publishOf("wf", step, 300));
    }
    QTRY_COMPARE(source->messages.size(), 300u);
    const auto peer = open(all(), u"cursor=40"_s);
    QTRY_COMPARE(peer->all<Synced>().size(), 1u);
    QCOMPARE(peer->all<Synced>().at(0), (Synced{300, false}));
    QCOMPARE(peer->updates().size(), 260u);
    QCOMPARE(peer->updates().front().version, 41u);
    const auto stranger = open(all(), u"cursor=999999"_s); // of another store
    QTRY_COMPARE(stranger->all<Synced>().size(), 1u);
    QCOMPARE(stranger->all<Synced>().at(0), (Synced{300, true}));
    QCOMPARE(stranger->updates().size(), 1u);
}

void TestEndpoints::allFarBehindGetsStates()
{
    const auto source = producer();
    for (quint32 i = 0; i < 10'050; ++i) {
        source->send(publishOf(i % 2 == 0 ? "even" : "odd"));
    }
    QTRY_COMPARE_WITH_TIMEOUT(source->messages.size(), 10'050u, 30000);
    const auto peer = open(all(), u"cursor=1"_s);
    QTRY_COMPARE(peer->all<Synced>().size(), 1u);
    QVERIFY(peer->all<Synced>().at(0).complete);
    QCOMPARE(peer->updates().size(), 2u);
}

void TestEndpoints::deletingTellsEverybody()
{
    const auto source = producer();
    source->send(publishOf("wf", 1));
    QTRY_COMPARE(source->messages.size(), 1u);
    const auto one = open(m_server->updatesOf("wf"));
    const auto everything = open(all());
    QTRY_COMPARE(one->messages.size(), 1u);
    QTRY_COMPARE(everything->all<Synced>().size(), 1u);

    QNetworkAccessManager http;
    QUrl url = endpoint(m_server->url(), workflowPath(WorkflowId::fromBytes("wf").value()));
    url.setScheme(u"http"_s);
    std::unique_ptr<QNetworkReply> reply(http.deleteResource(QNetworkRequest(url)));
    QTRY_VERIFY(reply->isFinished());
    QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 204);

    QTRY_COMPARE(everything->all<WorkflowDeleted>().size(), 1u);
    QCOMPARE(everything->all<WorkflowDeleted>().at(0).version, 2u);
    QTRY_VERIFY(!one->isOpen());
    QCOMPARE(quint16(one->socket.closeCode()), quint16(CloseCode::WorkflowDeleted));
    QCOMPARE(one->messages.size(), 1u); // six-field clients never meet a message that is no update

    const auto next = open(m_server->updatesOf("wf"));
    source->send(publishOf("wf", 5));
    QTRY_COMPARE(next->versions(), (std::vector<quint64>{3}));
}

void TestEndpoints::problemsNameTheFieldAndHurtNobody_data()
{
    QTest::addColumn<QString>("sent");
    QTest::addColumn<QString>("field");
    const auto publish = [](const QString &member) {
        return u"{\"type\":\"publish\",\"request\":5,\"workflow_id\":\"wf\",%1}"_s.arg(member);
    };
    QTest::newRow("status") << publish(u"\"status\":\"exploded\""_s) << u"status"_s;
    QTest::newRow("negative") << publish(u"\"current_step\":-1"_s) << u"current_step"_s;
    QTest::newRow("fraction") << publish(u"\"total_steps\":1.5"_s) << u"total_steps"_s;
    QTest::newRow("huge") << publish(u"\"total_steps\":4294967296"_s) << u"total_steps"_s;
    QTest::newRow("beyond 64 bits") << publish(u"\"total_steps\":99999999999999999999999"_s) << u"total_steps"_s;
    QTest::newRow("past total") << publish(u"\"current_step\":3,\"total_steps\":2"_s) << u"current_step"_s;
    QTest::newRow("type") << publish(u"\"message\":7"_s) << u"message"_s;
    QTest::newRow("long") << publish(u"\"message\":\"%1\""_s.arg(QString(4097, u'x'))) << u"message"_s;
    QTest::newRow("id") << u"{\"type\":\"publish\",\"request\":5,\"workflow_id\":\"a/b\"}"_s << u"workflow_id"_s;
    QTest::newRow("no id") << u"{\"type\":\"publish\",\"request\":5}"_s << u"workflow_id"_s;
    QTest::newRow("not a publish") << u"{\"type\":\"ack\",\"request\":5,\"version\":1}"_s << u"type"_s;
}

void TestEndpoints::problemsNameTheFieldAndHurtNobody()
{
    QFETCH(QString, sent);
    QFETCH(QString, field);
    const auto watcher = open(m_server->updatesOf("wf"));
    const auto source = producer();
    source->socket.sendTextMessage(sent);
    source->send(publishOf("wf", 1));
    QTRY_COMPARE(source->messages.size(), 2u);
    const auto problem = source->all<Problem>();
    QCOMPARE(problem.size(), 1u);
    QCOMPARE(problem.at(0).error.field, field);
    QCOMPARE(problem.at(0).request, std::optional<quint64>(5));
    QTRY_COMPARE(watcher->versions(), (std::vector<quint64>{1}));
}

void TestEndpoints::aClientThatOnlyBreaksTheProtocolIsClosed()
{
    const auto good = producer();
    const auto bad = producer();
    for (int i = 0; i < 100; ++i) {
        bad->socket.sendTextMessage(u"{broken"_s);
    }
    QTRY_VERIFY(!bad->isOpen());
    QCOMPARE(quint16(bad->socket.closeCode()), quint16(CloseCode::BadMessage));
    good->send(publishOf("wf"));
    QTRY_COMPARE(good->messages.size(), 1u);
}

void TestEndpoints::aHugeMessageIsRefused()
{
    const auto source = producer();
    source->socket.sendTextMessage(QString(MaxBodyBytes + 1, u' '));
    QTRY_COMPARE(source->messages.size(), 1u);
    QCOMPARE(source->all<Problem>().at(0).error.code, ErrorCode::ContentTooLarge);
    source->socket.sendTextMessage(QString(10 * 1024 * 1024, u' '));
    QTRY_VERIFY(!source->isOpen());
}

void TestEndpoints::anySocketMayPublish()
{
    const auto watcher = open(m_server->updatesOf("wf"));
    Publish publish = publishOf("wf", 1);
    publish.request = 9;
    watcher->send(publish);
    QTRY_COMPARE(watcher->messages.size(), 2u);
    QCOMPARE(watcher->all<Ack>().at(0).request, std::optional<quint64>(9));
    QCOMPARE(watcher->versions(), (std::vector<quint64>{1}));
}

void TestEndpoints::everyWatcherIsServed()
{
    std::vector<std::unique_ptr<TestPeer>> watchers;
    for (int i = 0; i < 12; ++i) {
        watchers.push_back(open(m_server->updatesOf("wf")));
    }
    const auto source = producer();
    for (quint32 step = 1; step <= 50; ++step) {
        source->send(publishOf("wf", step, 50));
    }
    for (const auto &watcher : watchers) {
        QTRY_COMPARE(watcher->updates().size(), 50u);
        QCOMPARE(watcher->updates().back().version, 50u);
    }
    QNetworkAccessManager http;
    QUrl url = endpoint(m_server->url(), u"/metrics"_s);
    url.setScheme(u"http"_s);
    const std::unique_ptr<QNetworkReply> reply(http.get(QNetworkRequest(url)));
    QTRY_VERIFY(reply->isFinished());
    QVERIFY(reply->readAll().contains("\nflowcast_connections 14\n")); // of all threads; the last one is this request's
}

QTEST_GUILESS_MAIN(TestEndpoints)
#include "tst_endpoints.moc"
