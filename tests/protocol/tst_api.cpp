#include "protocol/api.h"

#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

class TestApi final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatPeopleTypeAsAServer_data();
    void readsWhatPeopleTypeAsAServer();
    void refusesWhatIsNoServer_data();
    void refusesWhatIsNoServer();
    void pathsAreTheDesigns();
    void anEndpointKeepsTheServer();
};

void TestApi::readsWhatPeopleTypeAsAServer_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("url");
    QTest::newRow("full") << u"ws://127.0.0.1:8001"_s << u"ws://127.0.0.1:8001"_s;
    QTest::newRow("host and port") << u"build-host:9000"_s << u"ws://build-host:9000"_s;
    QTest::newRow("host") << u"build-host"_s << u"ws://build-host:8001"_s;
    QTest::newRow("address") << u"10.0.0.7"_s << u"ws://10.0.0.7:8001"_s;
    QTest::newRow("http") << u"http://host:80"_s << u"ws://host:80"_s;
    QTest::newRow("http without port") << u"http://host"_s << u"ws://host:8001"_s;
    QTest::newRow("https") << u"https://host"_s << u"wss://host:443"_s;
    QTest::newRow("wss") << u"wss://host"_s << u"wss://host:443"_s;
    QTest::newRow("wss with port") << u"wss://host:8443"_s << u"wss://host:8443"_s;
    QTest::newRow("closing slash") << u"ws://host:1/"_s << u"ws://host:1"_s;
    QTest::newRow("upper case scheme") << u"WS://host:1"_s << u"ws://host:1"_s;
    QTest::newRow("spaces around") << u"  host:1\n"_s << u"ws://host:1"_s;
    QTest::newRow("IPv6") << u"[::1]"_s << u"ws://[::1]:8001"_s;
    QTest::newRow("IPv6 and port") << u"ws://[::1]:9000"_s << u"ws://[::1]:9000"_s;
    QTest::newRow("highest port") << u"host:65535"_s << u"ws://host:65535"_s;
}

void TestApi::readsWhatPeopleTypeAsAServer()
{
    QFETCH(QString, text);
    QFETCH(QString, url);
    const auto server = serverUrlFromText(text);
    QVERIFY2(server, server ? "" : qPrintable(server.error().detail));
    QCOMPARE(server->toString(), url);
}

void TestApi::refusesWhatIsNoServer_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("spaces") << u"   "_s;
    QTest::newRow("no host") << u"ws://"_s;
    QTest::newRow("port alone") << u":8001"_s;
    QTest::newRow("another scheme") << u"ftp://host"_s;
    QTest::newRow("file") << u"file:///etc/passwd"_s;
    QTest::newRow("path") << u"ws://host/api"_s;
    QTest::newRow("path alone") << u"/api"_s;
    QTest::newRow("port too large") << u"host:65536"_s;
    QTest::newRow("port 0") << u"host:0"_s;
    QTest::newRow("negative port") << u"host:-1"_s;
    QTest::newRow("port is a word") << u"host:http"_s;
    QTest::newRow("space inside") << u"my host"_s;
    QTest::newRow("bare IPv6") << u"::1"_s;
    QTest::newRow("user") << u"ws://me:secret@host"_s;
    QTest::newRow("query") << u"ws://host?token=1"_s;
    QTest::newRow("fragment") << u"ws://host#x"_s;
}

void TestApi::refusesWhatIsNoServer()
{
    QFETCH(QString, text);
    const auto server = serverUrlFromText(text);
    QVERIFY2(!server, server ? qPrintable(server->toString()) : "");
    QCOMPARE(server.error().field, u"server"_s);
    QVERIFY(!server.error().detail.isEmpty());
}

void TestApi::pathsAreTheDesigns()
{
    const WorkflowId id = WorkflowId::fromBytes("ci:main@2026.11-23_a").value();
    QCOMPARE(workflowsPath(), u"/api/workflows"_s);
    QCOMPARE(workflowPath(id), u"/api/workflows/ci:main@2026.11-23_a"_s);
    QCOMPARE(workflowUpdatesPath(id), u"/api/workflows/ci:main@2026.11-23_a/updates"_s);
    QCOMPARE(allUpdatesPath(), u"/api/updates"_s);
    QCOMPARE(publishPath(), u"/api/publish"_s);
}

void TestApi::anEndpointKeepsTheServer()
{
    const WorkflowId id = WorkflowId::fromBytes("a:b@c").value();
    QCOMPARE(defaultServerUrl(), QUrl(u"ws://127.0.0.1:8001"_s));
    QCOMPARE(endpoint(defaultServerUrl(), workflowUpdatesPath(id)).toEncoded(),
        "ws://127.0.0.1:8001/api/workflows/a:b@c/updates"_ba);
}

QTEST_GUILESS_MAIN(TestApi)
#include "tst_api.moc"
