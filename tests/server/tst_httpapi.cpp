#include "rawclient.h"

#include "server/http/frontdoor.h"
#include "server/http/router.h"
#include "server/store/store.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QWebSocket>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

/// The HTTP side of the API, from the socket to SQLite and back.
class TestHttpApi final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void storesAndAnswersWithWhatIsStored();
    void takesAPostThatKnowsTheRecordsSixFieldsOnly();
    void refusesBadPublishes_data();
    void refusesBadPublishes();
    void pagesThroughAllWorkflows();
    void cutsLongListsAndGoesOn();
    void refusesBadPages_data();
    void refusesBadPages();
    void givesAndKeepsEntityTags();
    void tellsHistoryInPages();
    void saysWhenHistoryWasTruncated();
    void forgets();
    void answersUnknownWorkflows_data();
    void answersUnknownWorkflows();
    void answersEveryMethod_data();
    void answersEveryMethod();
    void tellsWhoItIs();
    void tellsWhenItIsNotReady();
    void showsMetrics();
    void manyPublishesShareAConnection();

private:
    void open(RetentionLimits limits = {});
    RawResponse ask(const QByteArray &bytes, bool isHead = false);
    RawResponse publish(const QByteArray &id, const QByteArray &body = "{}");
    QJsonObject askJson(const QByteArray &target);

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Metrics> m_metrics;
    std::unique_ptr<QThread> m_thread;
    Store *m_store = nullptr;
    std::unique_ptr<StoreClient> m_client;
    std::unique_ptr<Router> m_router;
    std::unique_ptr<FrontDoor> m_door;
};

void TestHttpApi::init()
{
    open();
}

void TestHttpApi::cleanup()
{
    m_door.reset();
    m_router.reset();
    m_client.reset();
    if (m_thread) {
        QMetaObject::invokeMethod(m_store, &Store::close, Qt::BlockingQueuedConnection);
        m_thread->quit();
        m_thread->wait();
    }
    m_thread.reset();
}

void TestHttpApi::open(RetentionLimits limits)
{
    cleanup();
    m_dir = std::make_unique<QTemporaryDir>();
    m_metrics = std::make_unique<Metrics>();
    m_thread = std::make_unique<QThread>();
    m_store = new Store(m_dir->filePath(u"flowcast.sqlite"_s), limits, *m_metrics); // deleted with its thread
    m_store->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_store, &QObject::deleteLater);
    m_client = std::make_unique<StoreClient>(m_store);
    m_router = std::make_unique<Router>(m_client.get(), *m_metrics, [store = m_store] { return store->isReady(); });
    ServerConfig config;
    config.port = 0;
    m_door = std::make_unique<FrontDoor>(
        config, *m_metrics, [this](const auto &request, const auto &reply) { m_router->handle(request, reply); },
        [](QWebSocket *webSocket, auto &&...) { webSocket->deleteLater(); });
    QVERIFY(m_door->listen());
    QSignalSpy opened(m_store, &Store::opened);
    m_thread->start();
    QMetaObject::invokeMethod(m_store, &Store::open, Qt::QueuedConnection);
    QTRY_COMPARE(opened.size(), 1);
}

RawResponse TestHttpApi::ask(const QByteArray &bytes, bool isHead)
{
    RawClient client(m_door->port());
    client.send(bytes);
    return client.receive(isHead).value_or(RawResponse());
}

RawResponse TestHttpApi::publish(const QByteArray &id, const QByteArray &body)
{
    return ask(post("/api/workflows/" + id + "/updates", body));
}

QJsonObject TestHttpApi::askJson(const QByteArray &target)
{
    return QJsonDocument::fromJson(ask(get(target)).body).object();
}

void TestHttpApi::storesAndAnswersWithWhatIsStored()
{
    const RawResponse first = publish("a", R"({"status":"running","current_step":1,"total_steps":4,"message":"go"})");
    QCOMPARE(first.status, 201);
    QCOMPARE(first.header("Location"), "/api/workflows/a");
    const RawResponse second = publish("a", R"({"current_step":2})");
    QCOMPARE(second.status, 200);
    QCOMPARE(second.header("ETag"), "\"2\"");
    const auto stored = std::get<WorkflowUpdate>(decode(second.body).value());
    QCOMPARE(stored.status, WorkflowStatus::Running);
    QCOMPARE(stored.currentStep, 2u);
    QCOMPARE(stored.message, u"go"_s);
    QCOMPARE(stored.version, quint64(2));
    const RawResponse state = ask(get("/api/workflows/a"));
    QCOMPARE(state.status, 200);
    QCOMPARE(state.body, second.body);
}

void TestHttpApi::takesAPostThatKnowsTheRecordsSixFieldsOnly()
{
    const RawResponse response = ask(post("/api/workflows/a/updates",
        R"({"workflow_id":"a","status":"Completed","current_step":3,"total_steps":3,"message":"done",)"
        R"("timestamp":"2026-11-23T10:15:30Z"})",
        "Content-Type: application/json; charset=utf-8\r\n"));
    QCOMPARE(response.status, 201);
    QVERIFY(response.body.contains("\"timestamp\":\"2026-11-23T10:15:30.000Z\""));
}

void TestHttpApi::refusesBadPublishes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char *name, const QByteArray &body, const QByteArray &field) {
        QTest::newRow(name) << post("/api/workflows/a/updates", body) << 400 << field;
    };
    row("broken JSON", "{", "");
    row("nothing", "", "");
    row("array", "[]", "");
    row("status", R"({"status":"done"})", "status");
    row("negative step", R"({"current_step":-1})", "current_step");
    row("fractional step", R"({"current_step":1.5})", "current_step");
    row("huge step", R"({"total_steps":4294967296})", "total_steps");
    row("step past total", R"({"current_step":5,"total_steps":4})", "current_step");
    row("step as text", R"({"current_step":"1"})", "current_step");
    row("other workflow", R"({"workflow_id":"b"})", "workflow_id");
    row("long message", R"({"message":")" + QByteArray(4097, 'x') + R"("})", "message");
    QTest::newRow("bad id") << post("/api/workflows/a%2Fb/updates", "{}") << 400 << QByteArray("workflow_id");
    QTest::newRow("form") << post("/api/workflows/a/updates", "{}", "Content-Type: text/plain\r\n") << 415
                          << QByteArray("Content-Type");
    QTest::newRow("large body") << post("/api/workflows/a/updates", QByteArray(65537, ' ')) << 413 << QByteArray();
}

void TestHttpApi::refusesBadPublishes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, field);
    RawClient good(m_door->port());
    good.send(post("/api/workflows/good/updates", "{}"));
    QCOMPARE(good.receive()->status, 201);
    const RawResponse response = ask(bytes);
    QTEST(response.status, "status");
    QCOMPARE(response.header("Content-Type"), "application/problem+json");
    const QJsonObject problem = QJsonDocument::fromJson(response.body).object();
    QCOMPARE(problem[u"field"].toString(), QString::fromLatin1(field));
    QCOMPARE(problem[u"status"].toInt(), response.status);
    QCOMPARE(ask(get("/api/workflows/a")).status, 404);
    good.send(post("/api/workflows/good/updates", "{}"));
    QCOMPARE(good.receive()->status, 200);
}

void TestHttpApi::pagesThroughAllWorkflows()
{
    for (const char *id : {"a", "b", "c", "d", "e"}) {
        QCOMPARE(publish(id).status, 201);
    }
    QByteArray target = "/api/workflows?limit=2&unknown=x";
    QStringList seen;
    int pages = 0;
    while (!target.isEmpty()) {
        const RawResponse response = ask(get(target));
        const QJsonObject page = QJsonDocument::fromJson(response.body).object();
        for (const QJsonValue &workflow : page[u"workflows"].toArray()) {
            seen += workflow[u"workflow_id"].toString();
        }
        const QByteArray link = response.header("Link");
        QCOMPARE(link.isEmpty(), !page.contains(u"next_cursor"));
        target = link.mid(1, link.indexOf('>') - 1);
        ++pages;
    }
    QCOMPARE(seen, (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s}));
    QCOMPARE(pages, 3);
}

void TestHttpApi::cutsLongListsAndGoesOn()
{
    const QByteArray body = R"({"message":")" + QByteArray(4000, 'x') + R"("})";
    for (int i = 0; i < 200; ++i) {
        QCOMPARE(publish("w" + QByteArray::number(i), body).status, 201);
    }
    const QJsonObject first = askJson("/api/workflows?limit=1000");
    const auto count = first[u"workflows"].toArray().size();
    QVERIFY(count > 100 && count < 200);
    const auto cursor = QByteArray::number(first[u"next_cursor"].toInteger());
    const QJsonObject second = askJson("/api/workflows?limit=1000&cursor=" + cursor);
    QCOMPARE(count + second[u"workflows"].toArray().size(), 200);
    QVERIFY(!second.contains(u"next_cursor"));
}

void TestHttpApi::refusesBadPages_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("field");
    QTest::newRow("no limit") << QByteArray("/api/workflows?limit=0") << u"limit"_s;
    QTest::newRow("large limit") << QByteArray("/api/workflows?limit=1001") << u"limit"_s;
    QTest::newRow("cursor") << QByteArray("/api/workflows?cursor=abc") << u"cursor"_s;
    QTest::newRow("history limit") << QByteArray("/api/workflows/a/history?limit=-1") << u"limit"_s;
    QTest::newRow("since") << QByteArray("/api/workflows/a/history?since=1.5") << u"since"_s;
}

void TestHttpApi::refusesBadPages()
{
    QFETCH(QByteArray, target);
    const QJsonObject problem = askJson(target);
    QCOMPARE(problem[u"status"].toInt(), 400);
    QTEST(problem[u"field"].toString(), "field");
}

void TestHttpApi::givesAndKeepsEntityTags()
{
    QCOMPARE(publish("a").status, 201);
    for (const QByteArray target : {"/api/workflows/a", "/api/workflows"}) {
        const QByteArray tag = ask(get(target)).header("ETag");
        QVERIFY(!tag.isEmpty());
        const RawResponse same = ask(get(target, "If-None-Match: \"other\", W/" + tag + "\r\n"));
        QCOMPARE(same.status, 304);
        QCOMPARE(same.header("ETag"), tag);
        QVERIFY(same.header("Content-Length").isEmpty());
        QCOMPARE(publish("a").status, 200);
        QCOMPARE(ask(get(target, "If-None-Match: " + tag + "\r\n")).status, 200);
    }
    const QByteArray tag = ask(get("/api/workflows")).header("ETag");
    QCOMPARE(ask(get("/api/workflows?limit=1", "If-None-Match: " + tag + "\r\n")).status, 200);
}

void TestHttpApi::tellsHistoryInPages()
{
    for (int i = 1; i <= 5; ++i) {
        publish("a", R"({"current_step":)" + QByteArray::number(i) + '}');
    }
    const QJsonObject page = askJson("/api/workflows/a/history?since=1&limit=2");
    const QJsonArray updates = page[u"updates"].toArray();
    QCOMPARE(updates.size(), 2);
    QCOMPARE(updates[0][u"version"].toInt(), 2);
    QCOMPARE(updates[1][u"current_step"].toInt(), 3);
    QCOMPARE(page[u"next_since"].toInt(), 3);
    QVERIFY(!page.contains(u"truncated"));
    const QJsonObject last = askJson("/api/workflows/a/history?since=3");
    QCOMPARE(last[u"updates"].toArray().size(), 2);
    QVERIFY(!last.contains(u"next_since"));
}

void TestHttpApi::saysWhenHistoryWasTruncated()
{
    RetentionLimits limits;
    limits.perWorkflow = 10;
    open(limits);
    for (int i = 0; i < 100; ++i) {
        publish("a");
    }
    QTRY_VERIFY(askJson("/api/workflows/a/history?since=0")[u"truncated"].toBool());
    QVERIFY(!askJson("/api/workflows/a/history?since=99").contains(u"truncated"));
}

void TestHttpApi::forgets()
{
    QCOMPARE(publish("a").status, 201);
    RawClient client(m_door->port());
    client.send("DELETE /api/workflows/a HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/healthz"));
    const auto deleted = client.receive();
    QCOMPARE(deleted->status, 204);
    QVERIFY(deleted->header("Content-Length").isEmpty());
    QCOMPARE(client.receive()->status, 200);
    QCOMPARE(ask(get("/api/workflows/a")).status, 404);
    QCOMPARE(askJson("/api/workflows")[u"workflows"].toArray().size(), 0);
}

void TestHttpApi::answersUnknownWorkflows_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("state") << get("/api/workflows/none");
    QTest::newRow("history") << get("/api/workflows/none/history");
    QTest::newRow("forget") << QByteArray("DELETE /api/workflows/none HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

void TestHttpApi::answersUnknownWorkflows()
{
    QFETCH(QByteArray, bytes);
    const RawResponse response = ask(bytes);
    QCOMPARE(response.status, 404);
    QVERIFY(response.body.contains("\"field\":\"workflow_id\""));
}

void TestHttpApi::answersEveryMethod_data()
{
    QTest::addColumn<QByteArray>("requestLine");
    QTest::addColumn<int>("status");
    const auto row = [](const QByteArray &line, int status) { QTest::newRow(line) << line << status; };
    row("GET /", 200);
    row("HEAD /api/workflows", 200);
    row("HEAD /api/workflows/none", 404);
    row("HEAD /metrics", 200);
    row("GET /nothing", 404);
    row("get /healthz", 405);
    row("POST /healthz", 405);
    row("PUT /api/workflows/a", 405);
    row("POST /api/workflows", 405);
    row("DELETE /api/workflows", 405);
    row("BREW /", 405);
    row("GET /api/updates", 426);
    row("GET /api/publish", 426);
    row("GET /api/workflows/a/updates", 426);
    row("POST /api/updates", 405);
    row("OPTIONS /api/workflows/a", 204);
    row("OPTIONS *", 404);
}

void TestHttpApi::answersEveryMethod()
{
    QFETCH(QByteArray, requestLine);
    const RawResponse response
        = ask(requestLine + " HTTP/1.1\r\nHost: localhost\r\n\r\n", requestLine.startsWith("HEAD"));
    QTEST(response.status, "status");
    QCOMPARE(response.header("Allow").isEmpty(), response.status != 405 && response.status != 204);
    QCOMPARE(response.header("Upgrade").isEmpty(), response.status != 426);
    QCOMPARE(response.header("Content-Type") == "application/problem+json", response.status >= 400);
}

void TestHttpApi::tellsWhoItIs()
{
    const QJsonObject health = askJson("/healthz");
    QCOMPARE(health[u"service"].toString(), u"flowcast"_s);
    QVERIFY(!health[u"version"].toString().isEmpty());
    QVERIFY(ask(get("/")).body.contains("/api/workflows/{id}"));
}

void TestHttpApi::tellsWhenItIsNotReady()
{
    QCOMPARE(ask(get("/readyz")).status, 200);
    QMetaObject::invokeMethod(m_store, &Store::close, Qt::BlockingQueuedConnection);
    const RawResponse response = ask(get("/readyz"));
    QCOMPARE(response.status, 503);
    QVERIFY(!response.header("Retry-After").isEmpty());
    QCOMPARE(ask(get("/healthz")).status, 200);
    QVERIFY(ask(get("/metrics")).body.contains("\nflowcast_ready 0\n"));
}

void TestHttpApi::showsMetrics()
{
    publish("a");
    publish("a", "nonsense");
    const RawResponse response = ask(get("/metrics"));
    QVERIFY(response.header("Content-Type").startsWith("text/plain; version=0.0.4"));
    QVERIFY(response.body.contains("\nflowcast_ready 1\n"));
    QVERIFY(response.body.contains("\nflowcast_updates_published_total 1\n"));
    QVERIFY(response.body.contains("\nflowcast_updates_refused_total 1\n"));
    QVERIFY(response.body.contains("\nflowcast_connections_total 3\n"));
    QVERIFY(response.body.contains("{method=\"POST\",route=\"/api/workflows/{id}/updates\",status=\"4xx\"} 1\n"));
}

void TestHttpApi::manyPublishesShareAConnection()
{
    RawClient client(m_door->port());
    QByteArray bytes;
    for (int i = 1; i <= 500; ++i) {
        bytes += post("/api/workflows/a/updates", R"({"current_step":)" + QByteArray::number(i) + '}');
    }
    client.send(bytes);
    for (int i = 1; i <= 500; ++i) {
        const auto response = client.receive();
        QVERIFY(response);
        QCOMPARE(response->header("ETag"), '"' + QByteArray::number(i) + '"');
    }
}

QTEST_GUILESS_MAIN(TestHttpApi)
#include "tst_httpapi.moc"
