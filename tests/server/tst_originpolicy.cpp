#include "server/http/originpolicy.h"

#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

/// Which web pages may use a server.
class TestOriginPolicy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decides_data();
    void decides();
    void refusesTwoOrigins();
    void readsAuthorities_data();
    void readsAuthorities();
};

void TestOriginPolicy::decides_data()
{
    QTest::addColumn<QString>("boundTo");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QString>("refusedField");
    const QString loopback = u"127.0.0.1"_s;
    const QString any = u"0.0.0.0"_s;
    const auto row = [](const char *name, const QString &bound, const QByteArray &host, const QByteArray &origin,
                         const QString &field = {}) { QTest::newRow(name) << bound << host << origin << field; };
    row("program", loopback, "127.0.0.1:8001", "");
    row("program, by name", loopback, "localhost:8001", "");
    row("program, no port", loopback, "LocalHost", "");
    row("program, IPv6", loopback, "[::1]:8001", "");
    row("program, address", loopback, "192.168.1.5:8001", "");
    row("own page", loopback, "localhost:8001", "http://localhost:8001");
    row("development server", loopback, "localhost:8001", "http://127.0.0.1:3000");
    row("IPv6 page", loopback, "localhost:8001", "http://[::1]:3000");
    row("foreign page", loopback, "localhost:8001", "https://evil.example", u"Origin"_s);
    row("name that begins alike", loopback, "localhost:8001", "http://localhost.evil.example", u"Origin"_s);
    row("user part", loopback, "localhost:8001", "http://localhost@evil.example", u"Origin"_s);
    row("name in the port", loopback, "localhost:8001", "http://localhost:80.evil.example", u"Origin"_s);
    row("file or sandbox", loopback, "localhost:8001", "null", u"Origin"_s);
    row("file scheme", loopback, "localhost:8001", "file://", u"Origin"_s);
    row("extension", loopback, "localhost:8001", "chrome-extension://localhost", u"Origin"_s);
    row("empty host in origin", loopback, "localhost:8001", "http://", u"Origin"_s);
    row("rebound name", loopback, "evil.example:8001", "http://evil.example:8001", u"Host"_s);
    row("rebound name without origin", loopback, "evil.example:8001", "", u"Host"_s);
    row("name that ends alike", loopback, "evil.localhost.example", "", u"Host"_s);
    row("empty Host", loopback, "", "", u"Host"_s);
    row("configured", loopback, "localhost:8001", "https://Board.example.com");
    row("configured, other scheme", loopback, "localhost:8001", "http://board.example.com", u"Origin"_s);
    row("configured host behind a proxy", loopback, "board.example.com", "https://board.example.com");
    row("public, by name", any, "builds.example.com:8001", "");
    row("public, own page", any, "builds.example.com:8001", "http://builds.example.com:8001");
    row("public, foreign page", any, "builds.example.com:8001", "http://evil.example:8001", u"Origin"_s);
    row("public, sandbox", any, "builds.example.com:8001", "null", u"Origin"_s);
}

void TestOriginPolicy::decides()
{
    QFETCH(QString, boundTo);
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, origin);
    ServerConfig config;
    config.host = QHostAddress(boundTo);
    config.allowedOrigins = {u"https://board.example.com"_s};
    HttpRequest request;
    request.host = host;
    if (!origin.isEmpty()) {
        request.headers.push_back({"Origin", origin});
    }
    const std::optional<Error> refusal = OriginPolicy(config).refusal(request);
    QTEST(refusal ? refusal->field : QString(), "refusedField");
    QVERIFY(!refusal || refusal->code == ErrorCode::Forbidden);
}

void TestOriginPolicy::refusesTwoOrigins()
{
    HttpRequest request;
    request.host = "localhost";
    request.headers = {{"Origin", "http://localhost"}, {"origin", "http://evil.example"}};
    QCOMPARE(OriginPolicy(ServerConfig()).refusal(request)->field, u"Origin"_s);
}

void TestOriginPolicy::readsAuthorities_data()
{
    QTest::addColumn<QByteArray>("authority");
    QTest::addColumn<QByteArray>("host");
    QTest::newRow("plain") << QByteArray("A.b") << QByteArray("a.b");
    QTest::newRow("port") << QByteArray("a:80") << QByteArray("a");
    QTest::newRow("empty port") << QByteArray("a:") << QByteArray("a");
    QTest::newRow("IPv6") << QByteArray("[::1]:80") << QByteArray("::1");
    QTest::newRow("open bracket") << QByteArray("[::1") << QByteArray();
    QTest::newRow("after the bracket") << QByteArray("[::1]x") << QByteArray();
    QTest::newRow("word as port") << QByteArray("a:b") << QByteArray();
    QTest::newRow("user") << QByteArray("a@b") << QByteArray();
    QTest::newRow("path") << QByteArray("a/b") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
}

void TestOriginPolicy::readsAuthorities()
{
    QFETCH(QByteArray, authority);
    QTEST(hostOfAuthority(authority), "host");
}

QTEST_GUILESS_MAIN(TestOriginPolicy)
#include "tst_originpolicy.moc"
