#include "rawclient.h"

#include "server/http/frontdoor.h"
#include "server/metrics.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QWebSocket>

#include <deque>

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Flowcast;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

/// The port, over real sockets: what a client may send, when, and what it cannot do to the server. The handlers are the
/// test's own: HTTP answers with the path and the body, or later; a WebSocket sends its messages back.
class TestFrontDoor final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void takesRequestsCutAtEveryByte();
    void answersInTheOrderOfTheRequests();
    void answersALongPipeline();
    void saysContinueBeforeTheBody();
    void answersHeadWithoutABody();
    void closesAfterTheAnswerWhenAsked_data();
    void closesAfterTheAnswerWhenAsked();
    void refusesAndCloses_data();
    void refusesAndCloses();
    void aRefusalArrivesThoughTheClientStillSends();
    void endsSlowRequests_data();
    void endsSlowRequests();
    void bytesNowAndThenBuyNoTime();
    void endsIdleConnections();
    void limitsRequestsInFlight();
    void endsAPipelineThatIsNeverRead();
    void survivesAnswersToTheDead();
    void refusesConnectionsOverTheLimit();
    void waitsForDescriptorsWithoutSpinning();
    void finishesWhatIsUnderWayWhenItCloses();
    void refusesForeignPages_data();
    void refusesForeignPages();
    void letsAllowedPagesRead();

    void makesWebSockets();
    void makesManyWebSocketsAtOnce();
    void refusesUpgradesWithAnAnswer_data();
    void refusesUpgradesWithAnAnswer();
    void takesAsManyFieldsAsQtDoes();
    void upgradesAfterThePipelineBefore();
    void refusesFramesThatComeWithTheRequest();
    void forgetsAWebSocketThatIsDeletedWhileOpen();

private:
    void open(const HttpLimits &limits = {}, const ServerConfig &config = {});
    void handle(const HttpRequest &request, const HttpReply &reply);
    void takeWebSocket(QWebSocket *webSocket, QTcpSocket *socket, const WebSocketRoute &route);
    [[nodiscard]] double connections() const { return m_metrics->connections.Value(); }

    std::unique_ptr<Metrics> m_metrics;
    std::unique_ptr<FrontDoor> m_door;
    quint16 m_port = 0;
    int m_handled = 0;
    QByteArray m_bigBody = QByteArray(256 * 1024, 'x');
    std::deque<std::pair<QByteArray, HttpReply>> m_later; // of paths that begin with /later
    std::vector<std::unique_ptr<QWebSocket>> m_webSockets;
    std::vector<WebSocketRoute> m_routes;
};

void TestFrontDoor::init()
{
    open();
}

void TestFrontDoor::cleanup()
{
    m_later.clear();
    m_routes.clear();
    m_webSockets.clear();
    m_door.reset();
    m_handled = 0;
    QTRY_COMPARE(connections(), 0.0); // whatever a test did
}

void TestFrontDoor::open(const HttpLimits &limits, const ServerConfig &config)
{
    ServerConfig withAnyPort = config;
    withAnyPort.port = 0;
    m_door.reset();
    m_metrics = std::make_unique<Metrics>();
    m_door = std::make_unique<FrontDoor>(
        withAnyPort, *m_metrics, [this](const auto &request, const auto &reply) { handle(request, reply); },
        [this](auto *webSocket, auto *socket, const auto &route) { takeWebSocket(webSocket, socket, route); }, limits);
    const Result<quint16> port = m_door->listen();
    QVERIFY(port);
    m_port = *port;
}

void TestFrontDoor::handle(const HttpRequest &request, const HttpReply &reply)
{
    ++m_handled;
    if (request.path.startsWith("/later")) {
        m_later.emplace_back(request.path, reply);
    } else if (request.path == "/big") {
        reply(HttpResponse::text(m_bigBody));
    } else {
        reply(HttpResponse::text(request.path + '|' + request.body));
    }
}

void TestFrontDoor::takeWebSocket(QWebSocket *webSocket, QTcpSocket *socket, const WebSocketRoute &route)
{
    QCOMPARE(socket->peerPort(), webSocket->peerPort());
    QCOMPARE(socket->parent(), webSocket);
    m_webSockets.emplace_back(webSocket);
    m_routes.push_back(route);
    connect(webSocket, &QWebSocket::textMessageReceived, webSocket, &QWebSocket::sendTextMessage);
}

void TestFrontDoor::takesRequestsCutAtEveryByte()
{
    const QByteArray bytes = "POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "3\r\none\r\n2\r\ntw\r\n0\r\n\r\n\r\n"
        + post("/b", "body") + get("/c");
    for (qsizetype cut = 1; cut < bytes.size(); ++cut) {
        RawClient client(m_port);
        client.send(bytes.first(cut));
        QCoreApplication::processEvents();
        client.send(bytes.sliced(cut));
        QCOMPARE(client.receive()->body, "/a|onetw");
        QCOMPARE(client.receive()->body, "/b|body");
        QCOMPARE(client.receive()->body, "/c|");
    }
}

void TestFrontDoor::answersInTheOrderOfTheRequests()
{
    RawClient client(m_port);
    client.send(get("/later1") + get("/now") + get("/later2"));
    QTRY_COMPARE(m_later.size(), size_t(2));
    m_later[1].second(HttpResponse::text("second"));
    m_later[0].second(HttpResponse::text("first"));
    QCOMPARE(client.receive()->body, "first");
    QCOMPARE(client.receive()->body, "/now|");
    QCOMPARE(client.receive()->body, "second");
}

/// More than Qt reads ahead, so that reading must start anew many times.
void TestFrontDoor::answersALongPipeline()
{
    RawClient client(m_port);
    const QByteArray body(1000, 'x');
    QByteArray bytes;
    for (int i = 0; i < 1000; ++i) {
        bytes += post('/' + QByteArray::number(i), body);
    }
    client.send(bytes);
    for (int i = 0; i < 1000; ++i) {
        QCOMPARE(client.receive()->body, '/' + QByteArray::number(i) + '|' + body);
    }
}

void TestFrontDoor::saysContinueBeforeTheBody()
{
    RawClient client(m_port);
    client.send("POST /a HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    QCOMPARE(client.receive()->status, 100);
    client.send("body");
    const auto response = client.receive();
    QCOMPARE(response->status, 200);
    QCOMPARE(response->body, "/a|body");
}

void TestFrontDoor::answersHeadWithoutABody()
{
    RawClient client(m_port);
    client.send("HEAD /a HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/b"));
    const auto response = client.receive(true);
    QCOMPARE(response->header("Content-Length"), "3");
    QVERIFY(!response->header("Date").isEmpty());
    QCOMPARE(client.receive()->body, "/b|");
}

void TestFrontDoor::closesAfterTheAnswerWhenAsked_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("Connection: close") << get("/a", "Connection: close\r\n");
    QTest::newRow("HTTP/1.0") << QByteArray("GET /a HTTP/1.0\r\n\r\n");
    QTest::newRow("with a request after it") << get("/a", "Connection: close\r\n") + get("/b");
}

void TestFrontDoor::closesAfterTheAnswerWhenAsked()
{
    QFETCH(QByteArray, bytes);
    RawClient client(m_port);
    client.send(bytes);
    const auto response = client.receive();
    QCOMPARE(response->body, "/a|");
    QCOMPARE(response->header("Connection"), "close");
    QVERIFY(client.isClosedByServer());
    QVERIFY(!client.receive());
    QCOMPARE(m_handled, 1);
}

void TestFrontDoor::refusesAndCloses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::newRow("TLS") << QByteArray::fromHex("16030100c8010000c40303") << 400;
    QTest::newRow("line feeds only") << QByteArray("GET / HTTP/1.1\nHost: a\n\n") << 400;
    QTest::newRow("broken chunk") << QByteArray("POST / HTTP/1.1\r\nHost: localhost\r\n"
                                                "Transfer-Encoding: chunked\r\n\r\nxyz\r\n")
                                  << 400;
    QTest::newRow("endless head") << get("/", "X: " + QByteArray(20000, 'x') + "\r\n") << 431;
    QTest::newRow("endless target") << get('/' + QByteArray(9000, 'x')) << 431;
    QTest::newRow("endless chunk extension")
        << QByteArray("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;")
            + QByteArray(100000, 'x')
        << 431;
    QTest::newRow("large body") << QByteArray("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n\r\n")
                                << 413;
    QTest::newRow("large body, asked for before") << QByteArray("POST / HTTP/1.1\r\nHost: localhost\r\n"
                                                                "Expect: 100-continue\r\n"
                                                                "Content-Length: 99999999999\r\n\r\n")
                                                  << 413;
    QTest::newRow("large chunk") << QByteArray("POST / HTTP/1.1\r\nHost: localhost\r\n"
                                               "Transfer-Encoding: chunked\r\n\r\nffffffffff\r\n")
                                 << 413;
}

void TestFrontDoor::refusesAndCloses()
{
    QFETCH(QByteArray, bytes);
    RawClient client(m_port);
    client.send(get("/before") + bytes);
    QCOMPARE(client.receive()->body, "/before|");
    const auto response = client.receive();
    QVERIFY(response);
    QTEST(response->status, "status");
    QCOMPARE(response->header("Content-Type"), "application/problem+json");
    QCOMPARE(response->header("Connection"), "close");
    QVERIFY(client.isClosedByServer());
    QCOMPARE(m_handled, 1);
}

/// A close with bytes unread would reset the connection, and the client would lose the answer.
void TestFrontDoor::aRefusalArrivesThoughTheClientStillSends()
{
    RawClient client(m_port);
    client.send(post("/", QByteArray(600000, 'x')));
    QCOMPARE(client.receive()->status, 413);
    QVERIFY(client.isClosedByServer());
}

void TestFrontDoor::endsSlowRequests_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::newRow("nothing") << QByteArray() << 0;
    QTest::newRow("empty lines") << QByteArray("\r\n\r\n\r") << 0;
    QTest::newRow("one byte") << QByteArray("G") << 408;
    QTest::newRow("head") << get("/").chopped(1) << 408;
    QTest::newRow("body") << post("/", "body").chopped(1) << 408;
    QTest::newRow("second head") << get("/") + "GET" << 408;
    QTest::newRow("WebSocket") << upgradeTo("/api/updates").chopped(2) << 408;
}

void TestFrontDoor::endsSlowRequests()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    HttpLimits limits;
    limits.requestTime = 150ms;
    open(limits);
    RawClient client(m_port);
    client.send(bytes);
    std::optional<RawResponse> response = client.receive();
    if (response && response->status == 200) {
        response = client.receive();
    }
    QCOMPARE(response ? response->status : 0, status);
    QVERIFY(client.isClosedByServer());
}

void TestFrontDoor::bytesNowAndThenBuyNoTime()
{
    HttpLimits limits;
    limits.requestTime = 200ms;
    open(limits);
    RawClient client(m_port);
    client.send("GET /");
    QTimer dribble;
    connect(&dribble, &QTimer::timeout, this, [&client] { client.socket().write("a"); });
    dribble.start(20ms);
    QElapsedTimer time;
    time.start();
    QCOMPARE(client.receive()->status, 408);
    QVERIFY(time.elapsed() < 2000);
}

void TestFrontDoor::endsIdleConnections()
{
    HttpLimits limits;
    limits.idleTime = 150ms;
    open(limits);
    RawClient client(m_port);
    client.send(get("/a"));
    QCOMPARE(client.receive()->status, 200);
    QVERIFY(client.isClosedByServer());
    QVERIFY(!client.receive());
}

void TestFrontDoor::limitsRequestsInFlight()
{
    RawClient client(m_port);
    QByteArray bytes;
    for (int i = 0; i < 100; ++i) {
        bytes += get("/later");
    }
    client.send(bytes);
    QTRY_COMPARE(m_handled, 16);
    for (int i = 0; i < 100; ++i) {
        QTRY_VERIFY(!m_later.empty());
        QVERIFY(m_later.size() <= 16);
        m_later.front().second(HttpResponse::text("done"));
        m_later.pop_front();
        QCOMPARE(client.receive()->body, "done");
    }
}

void TestFrontDoor::endsAPipelineThatIsNeverRead()
{
    HttpLimits limits;
    limits.writeTime = 300ms;
    open(limits);
    RawClient client(m_port);
    client.socket().setReadBufferSize(1);
    QByteArray bytes;
    for (int i = 0; i < 2000; ++i) {
        bytes += get("/big"); // 500 MB of answers
    }
    client.send(bytes);
    QTRY_VERIFY(m_handled > 0);
    QTRY_COMPARE(connections(), 0.0);
    QVERIFY2(m_handled < 200, qPrintable(QString::number(m_handled))); // the kernel's buffers, ours, and 16 more
}

void TestFrontDoor::survivesAnswersToTheDead()
{
    {
        RawClient client(m_port);
        client.send(get("/later"));
        QTRY_COMPARE(m_later.size(), size_t(1));
    }
    QTRY_COMPARE(connections(), 0.0);
    m_later.front().second(HttpResponse::text("nobody"));
    RawClient next(m_port);
    next.send(get("/a"));
    QCOMPARE(next.receive()->status, 200);
}

void TestFrontDoor::refusesConnectionsOverTheLimit()
{
    ServerConfig config;
    config.maxConnections = 2;
    open({}, config);
    RawClient first(m_port);
    auto second = std::make_unique<RawClient>(m_port);
    QTRY_COMPARE(connections(), 2.0);
    RawClient third(m_port);
    third.send(get("/a"));
    const auto refusal = third.receive();
    QCOMPARE(refusal->status, 503);
    QVERIFY(!refusal->header("Retry-After").isEmpty());
    QVERIFY(third.isClosedByServer());
    QCOMPARE(m_metrics->connectionsRefused.Value(), 1.0);

    second.reset();
    QTRY_COMPARE(connections(), 1.0);
    RawClient fourth(m_port);
    fourth.send(get("/a"));
    QCOMPARE(fourth.receive()->status, 200);
    first.send(get("/b"));
    QCOMPARE(first.receive()->status, 200);
}

/// Nobody answers a connection that cannot be accepted; the loop must not run hot over it, and go on when it can.
void TestFrontDoor::waitsForDescriptorsWithoutSpinning()
{
#ifdef __SANITIZE_ADDRESS__
    QSKIP("the sanitizer needs descriptors itself, to look at memory");
#endif
    const int client = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(m_port);
    QCOMPARE(::connect(client, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    static int warnings;
    warnings = 0;
    const auto before = qInstallMessageHandler([](auto...) { ++warnings; });
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const rlimit none{3, limit.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
    QTest::qWait(700);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    qInstallMessageHandler(before);
    QVERIFY2(warnings == 1 || warnings == 2, qPrintable(QString::number(warnings)));
    QTRY_COMPARE(connections(), 1.0);
    ::close(client);
}

void TestFrontDoor::finishesWhatIsUnderWayWhenItCloses()
{
    RawClient waiting(m_port);
    RawClient idle(m_port);
    waiting.send(get("/later"));
    QTRY_COMPARE(m_later.size(), size_t(1));
    m_door->close();
    QVERIFY(idle.isClosedByServer());
    m_later.front().second(HttpResponse::text("done"));
    QCOMPARE(waiting.receive()->body, "done");
    QVERIFY(waiting.isClosedByServer());
}

void TestFrontDoor::refusesForeignPages_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("field");
    const QByteArray foreign = "Origin: https://evil.example\r\n";
    QTest::newRow("GET") << get("/a", foreign) << QByteArray("Origin");
    QTest::newRow("POST") << post("/a", "{}", foreign) << QByteArray("Origin");
    QTest::newRow("WebSocket") << upgradeTo("/api/updates", foreign) << QByteArray("Origin");
    QTest::newRow("preflight") << "OPTIONS" + get("/a", foreign).sliced(3) << QByteArray("Origin");
    QTest::newRow("rebound") << QByteArray("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n") << QByteArray("Host");
    QTest::newRow("rebound WebSocket") << upgradeTo("/api/updates").replace("localhost", "evil.example")
                                       << QByteArray("Host");
    QTest::newRow("by the target") << get("http://evil.example/") << QByteArray("Host");
}

void TestFrontDoor::refusesForeignPages()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, field);
    RawClient client(m_port);
    client.send(bytes);
    const auto response = client.receive();
    QCOMPARE(response->status, 403);
    QVERIFY(response->body.contains("\"field\":\"" + field + '"'));
    QCOMPARE(response->header("Access-Control-Allow-Origin"), QByteArray());
    QCOMPARE(m_handled, 0);
    QVERIFY(m_webSockets.empty());
}

void TestFrontDoor::letsAllowedPagesRead()
{
    RawClient client(m_port);
    client.send(get("/a", "Origin: http://localhost:3000\r\n"));
    const auto response = client.receive();
    QCOMPARE(response->status, 200);
    QCOMPARE(response->header("Access-Control-Allow-Origin"), "http://localhost:3000");
    QCOMPARE(response->header("Vary"), "Origin");
}

void TestFrontDoor::makesWebSockets()
{
    QWebSocket client;
    QSignalSpy received(&client, &QWebSocket::textMessageReceived);
    client.open(QUrl(u"ws://127.0.0.1:%1/api/workflows/nightly-42/updates?since=17"_s.arg(m_port)));
    QTRY_COMPARE(m_routes.size(), size_t(1));
    QVERIFY(m_routes[0].kind == WebSocketRoute::Kind::Workflow);
    QCOMPARE(m_routes[0].id.bytes(), "nightly-42");
    QCOMPARE(m_routes[0].after.value(), quint64(17));
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.sendTextMessage(u"hello"_s);
    QTRY_COMPARE(received.size(), 1);
    QCOMPARE(received[0][0].toString(), u"hello"_s);
    QCOMPARE(connections(), 1.0);
}

/// Far past the 30 that wait in Qt's own queues.
void TestFrontDoor::makesManyWebSocketsAtOnce()
{
    std::vector<std::unique_ptr<QWebSocket>> clients;
    for (int i = 0; i < 300; ++i) {
        clients.push_back(std::make_unique<QWebSocket>());
        clients.back()->open(QUrl(u"ws://127.0.0.1:%1/api/workflows/w%2/updates"_s.arg(m_port).arg(i)));
    }
    QTRY_COMPARE(m_webSockets.size(), size_t(300));
    for (const auto &client : clients) {
        QTRY_COMPARE(client->state(), QAbstractSocket::ConnectedState);
    }
}

void TestFrontDoor::refusesUpgradesWithAnAnswer_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::newRow("no such path") << upgradeTo("/ws") << 404;
    QTest::newRow("no WebSocket here") << upgradeTo("/metrics") << 404;
    QTest::newRow("encoded slash") << upgradeTo("/api/workflows/a%2Fb/updates") << 400;
    QTest::newRow("encoded NUL") << upgradeTo("/api/workflows/a%00/updates") << 400;
    QTest::newRow("dots") << upgradeTo("/api/workflows/../updates") << 400;
    QTest::newRow("bad since") << upgradeTo("/api/workflows/a/updates?since=-1") << 400;
    QTest::newRow("old version") << upgradeTo("/api/updates").replace("Version: 13", "Version: 8") << 426;
    QTest::newRow("bad key") << upgradeTo("/api/updates").replace("dGhl", "d") << 400;
    QTest::newRow("POST") << upgradeTo("/api/updates").replace("GET ", "POST ") << 405;
    QTest::newRow("HTTP/1.0") << upgradeTo("/api/updates").replace("HTTP/1.1", "HTTP/1.0") << 400;
    QTest::newRow("user in Host") << upgradeTo("/api/updates").replace("Host: ", "Host: user@") << 403;
}

void TestFrontDoor::refusesUpgradesWithAnAnswer()
{
    QFETCH(QByteArray, bytes);
    RawClient client(m_port);
    client.send(bytes);
    const auto response = client.receive();
    QVERIFY(response);
    QTEST(response->status, "status");
    QCOMPARE(response->header("Content-Type"), "application/problem+json");
    QVERIFY(m_webSockets.empty());
}

void TestFrontDoor::takesAsManyFieldsAsQtDoes()
{
    const auto withFields = [](int count) {
        QByteArray more;
        for (int i = 5; i < count; ++i) { // beside the five that it has
            more += "X:y\r\n";
        }
        return upgradeTo("/api/updates", more);
    };
    RawClient most(m_port);
    most.send(withFields(100));
    QCOMPARE(most.receive()->status, 101);
    RawClient tooMany(m_port);
    tooMany.send(withFields(101));
    QCOMPARE(tooMany.receive()->status, 431);
}

void TestFrontDoor::upgradesAfterThePipelineBefore()
{
    RawClient client(m_port);
    client.send(get("/later") + get("/a") + upgradeTo("/api/updates"));
    QTRY_COMPARE(m_later.size(), size_t(1));
    m_later.front().second(HttpResponse::text("first"));
    QCOMPARE(client.receive()->body, "first");
    QCOMPARE(client.receive()->body, "/a|");
    QCOMPARE(client.receive()->status, 101);
    QCOMPARE(m_webSockets.size(), size_t(1));
}

void TestFrontDoor::refusesFramesThatComeWithTheRequest()
{
    RawClient client(m_port);
    client.send(upgradeTo("/api/updates") + QByteArray::fromHex("818200000000") + "hi"); // masked with zeros
    QCOMPARE(client.receive()->status, 400);
    QVERIFY(m_webSockets.empty());
}

void TestFrontDoor::forgetsAWebSocketThatIsDeletedWhileOpen()
{
    QWebSocket client;
    QSignalSpy disconnected(&client, &QWebSocket::disconnected);
    client.open(QUrl(u"ws://127.0.0.1:%1/api/publish"_s.arg(m_port)));
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    QTRY_COMPARE(m_webSockets.size(), size_t(1));
    m_webSockets.clear();
    QCOMPARE(connections(), 0.0);
    QTRY_COMPARE(disconnected.size(), 1);
}

QTEST_GUILESS_MAIN(TestFrontDoor)
#include "tst_frontdoor.moc"
