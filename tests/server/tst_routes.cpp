#include "server/http/queryparameters.h"
#include "server/http/routes.h"
#include "server/http/upgrade.h"

#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

namespace {

HttpRequest webSocketRequest(const QByteArray &path, const QByteArray &query = {})
{
    HttpRequest request;
    request.method = "GET";
    request.path = path;
    request.query = query;
    request.host = "localhost:8001";
    request.headers = {{"Host", "localhost:8001"}, {"Upgrade", "websocket"}, {"Connection", "keep-alive, Upgrade"},
        {"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    return request;
}

void setHeader(HttpRequest &request, const QByteArray &name, const QByteArray &value)
{
    for (HttpHeader &header : request.headers) {
        if (header.name == name) {
            header.value = value;
            return;
        }
    }
    request.headers.push_back({name, value});
}

} // namespace

/// Paths, queries and upgrades, read raw.
class TestRoutes final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsResources_data();
    void findsResources();
    void refusesPaths_data();
    void refusesPaths();
    void readsNumbers_data();
    void readsNumbers();
    void readsWebSocketRoutes();
    void refusesUpgrades_data();
    void refusesUpgrades();
    void leavesOtherUpgradesAlone();
};

void TestRoutes::findsResources_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("resource");
    QTest::addColumn<QByteArray>("id");
    const auto row = [](const QByteArray &path, Resource resource, const QByteArray &id = {}) {
        QTest::newRow(path) << path << int(resource) << id;
    };
    row("/", Resource::Root);
    row("/api/workflows", Resource::Workflows);
    row("/api/workflows/nightly-42", Resource::Workflow, "nightly-42");
    row("/api/workflows/a:b@c.d_e", Resource::Workflow, "a:b@c.d_e");
    row("/api/workflows/updates/updates", Resource::WorkflowUpdates, "updates");
    row("/api/workflows/history", Resource::Workflow, "history");
    row("/api/workflows/x/history", Resource::WorkflowHistory, "x");
    row("/api/updates", Resource::AllUpdates);
    row("/api/publish", Resource::Publish);
    row("/metrics", Resource::Metrics);
    row("/healthz", Resource::Health);
    row("/readyz", Resource::Readiness);
}

void TestRoutes::findsResources()
{
    QFETCH(QByteArray, path);
    const Result<Route> route = routeOf(path);
    QVERIFY(route);
    QTEST(int(route->resource), "resource");
    QTEST(route->id.bytes(), "id");
}

void TestRoutes::refusesPaths_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    const auto row = [](const QByteArray &path, int status) {
        QTest::newRow(path.left(40).replace('\0', "NUL")) << path << status;
    };
    row("", 404);
    row("*", 404);
    row("//", 404);
    row("/API/workflows", 404);
    row("/api/workflows/", 404);
    row("/api/workflows/a/", 404);
    row("/api/workflows/a/updates/", 404);
    row("/api/workflows/a/b/updates", 404);
    row("/api//workflows/a", 404);
    row("/metrics/", 404);
    row("/api/workflows//updates", 400);
    row("/api/workflows/a%2Fb", 400);
    row("/api/workflows/a%2fupdates", 400);
    row("/api/workflows/a%00", 400);
    row("/api/workflows/%61", 400);
    row("/api/workflows/..", 400);
    row("/api/workflows/../updates", 400);
    row("/api/workflows/.", 400);
    row("/api/workflows/a b", 400);
    row("/api/workflows/\xC3\xA4", 400);
    row(QByteArray("/api/workflows/a\0b", 18), 400);
    row("/api/workflows/" + QByteArray(201, 'a'), 400);
}

void TestRoutes::refusesPaths()
{
    QFETCH(QByteArray, path);
    const Result<Route> route = routeOf(path);
    QVERIFY(!route);
    QTEST(int(route.error().code), "status");
    QCOMPARE(route.error().field, route.error().code == ErrorCode::BadRequest ? u"workflow_id"_s : QString());
}

void TestRoutes::readsNumbers_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("number"); // -1: none, -2: refused
    QTest::newRow("empty") << QByteArray() << -1;
    QTest::newRow("other") << QByteArray("since=1&limits=2&xlimit=3") << -1;
    QTest::newRow("given") << QByteArray("x&limit=7&y=1") << 7;
    QTest::newRow("smallest") << QByteArray("limit=1") << 1;
    QTest::newRow("largest") << QByteArray("limit=10") << 10;
    QTest::newRow("under") << QByteArray("limit=0") << -2;
    QTest::newRow("over") << QByteArray("limit=11") << -2;
    QTest::newRow("beyond 64 bits") << QByteArray("limit=18446744073709551617") << -2;
    QTest::newRow("no value") << QByteArray("limit") << -2;
    QTest::newRow("empty value") << QByteArray("limit=") << -2;
    QTest::newRow("negative") << QByteArray("limit=-1") << -2;
    QTest::newRow("plus") << QByteArray("limit=+1") << -2;
    QTest::newRow("fraction") << QByteArray("limit=1.5") << -2;
    QTest::newRow("word") << QByteArray("limit=many") << -2;
    QTest::newRow("twice") << QByteArray("limit=1&limit=2") << -2;
}

void TestRoutes::readsNumbers()
{
    QFETCH(QByteArray, query);
    QFETCH(int, number);
    const auto result = numberParameter(query, "limit", 1, 10);
    QCOMPARE(result.has_value(), number != -2);
    if (result) {
        QCOMPARE(result->has_value(), number != -1);
        QCOMPARE(int(result->value_or(quint64(number))), number);
    } else {
        QCOMPARE(result.error().field, u"limit"_s);
    }
}

void TestRoutes::readsWebSocketRoutes()
{
    using Kind = WebSocketRoute::Kind;
    const auto routeFor = [](const QByteArray &path, const QByteArray &query) {
        return std::get<WebSocketRoute>(vetUpgrade(webSocketRequest(path, query)));
    };
    const WebSocketRoute one = routeFor("/api/workflows/a/updates", "since=17");
    QVERIFY(one.kind == Kind::Workflow && one.id.bytes() == "a" && one.after == 17);
    const WebSocketRoute all = routeFor("/api/updates", "since=17&cursor=3");
    QVERIFY(all.kind == Kind::All && all.id.isEmpty() && all.after == 3);
    const WebSocketRoute publish = routeFor("/api/publish", "since=nonsense");
    QVERIFY(publish.kind == Kind::Publish && !publish.after);
    QVERIFY(!routeFor("/api/workflows/a/updates", "").after);
}

void TestRoutes::refusesUpgrades_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("status");
    const QByteArray good = "/api/updates";
    QTest::newRow("no such path") << QByteArray("/ws") << QByteArray() << QByteArray() << QByteArray() << 404;
    QTest::newRow("no WebSocket") << QByteArray("/healthz") << QByteArray() << QByteArray() << QByteArray() << 404;
    QTest::newRow("bad id") << QByteArray("/api/workflows/a%2Fb/updates") << QByteArray() << QByteArray()
                            << QByteArray() << 400;
    QTest::newRow("bad cursor") << good << QByteArray("cursor=x") << QByteArray() << QByteArray() << 400;
    QTest::newRow("cursor that SQL lacks")
        << good << QByteArray("cursor=9223372036854775808") << QByteArray() << QByteArray() << 400;
    const auto header = [&good](const char *name, const QByteArray &field, const QByteArray &value, int status) {
        QTest::newRow(name) << good << QByteArray() << field << value << status;
    };
    header("old version", "Sec-WebSocket-Version", "8", 426);
    header("version list", "Sec-WebSocket-Version", "13, 8", 426);
    header("no version", "Sec-WebSocket-Version", "", 426);
    header("short key", "Sec-WebSocket-Key", "c2hvcnQ=", 400);
    header("key of another alphabet", "Sec-WebSocket-Key", "!!!!!!!!!!!!!!!!!!!!!!==", 400);
    header("no key", "Sec-WebSocket-Key", "", 400);
    header("body", "Content-Length", "1", 400);
    header("chunks", "Transfer-Encoding", "chunked", 400);
}

void TestRoutes::refusesUpgrades()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, value);
    HttpRequest request = webSocketRequest(path, query);
    if (!header.isEmpty()) {
        setHeader(request, header, value);
    }
    QVERIFY(asksForWebSocket(request));
    const auto vetted = vetUpgrade(request);
    const auto *refusal = std::get_if<HttpResponse>(&vetted);
    QVERIFY(refusal);
    QTEST(refusal->status, "status");
    QCOMPARE(refusal->contentType, "application/problem+json");
}

void TestRoutes::leavesOtherUpgradesAlone()
{
    HttpRequest request = webSocketRequest("/");
    setHeader(request, "Upgrade", "h2c");
    QVERIFY(!asksForWebSocket(request));
    setHeader(request, "Upgrade", "websocket");
    setHeader(request, "Connection", "keep-alive");
    QVERIFY(!asksForWebSocket(request));
}

QTEST_GUILESS_MAIN(TestRoutes)
#include "tst_routes.moc"
