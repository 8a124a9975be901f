#include "client/publisher.h"
#include "client/workflowconnection.h"
#include "tests/support/serverprocess.h"
#include "tests/support/testpeer.h"

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

/// The client's own connection, over kills and restarts of the real server while a publisher goes on.
class TestReconnect final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyVersionOnceOverKills_data();
    void everyVersionOnceOverKills();
};

void TestReconnect::everyVersionOnceOverKills_data()
{
    QTest::addColumn<Subscription>("subscription");
    QTest::newRow("one workflow") << Subscription(WorkflowId::fromBytes("wf-1").value());
    QTest::newRow("all workflows") << Subscription(AllWorkflows());
}

void TestReconnect::everyVersionOnceOverKills()
{
    QFETCH(Subscription, subscription);
    ServerProcess server(QStringLiteral(FLOWCAST_PROGRAM));
    server.start();

    WorkflowConnection connection(server.url(), subscription);
    std::vector<WorkflowUpdate> heard;
    connect(
        &connection, &WorkflowConnection::updateReceived, this, [&](const auto &update) { heard.push_back(update); });
    int losses = 0;
    connect(&connection, &WorkflowConnection::stateChanged, this,
        [&](auto state) { losses += state == WorkflowConnection::State::Waiting ? 1 : 0; });
    connection.open();
    QTRY_COMPARE(connection.state(), WorkflowConnection::State::Connected);

    Publisher publisher(server.url());
    int acknowledged = 0;
    connect(&publisher, &Publisher::acknowledged, this, [&] { ++acknowledged; });
    publisher.open();

    // Less than Publisher::QueueLimit in all, so that nothing has to be merged while the server is away.
    constexpr int Updates = 200;
    int sent = 0;
    QTimer ticker;
    connect(&ticker, &QTimer::timeout, this, [&] {
        if (sent < Updates) {
            publisher.publish(publishOf("wf-1", quint32(++sent), Updates));
        }
    });
    ticker.start(5);
    for (int restart = 1; restart <= 3; ++restart) {
        QTRY_VERIFY(acknowledged >= restart * 30);
        server.kill();
        server.start();
        QTRY_COMPARE_WITH_TIMEOUT(connection.state(), WorkflowConnection::State::Connected, 20000);
    }
    QTRY_COMPARE_WITH_TIMEOUT(acknowledged, Updates, 20000);
    QVERIFY(losses >= 3);

    // A publish whose ack was lost with a connection is sent again: the store then has a version more for it.
    QTRY_VERIFY(!heard.empty() && heard.back().currentStep == Updates);
    QVERIFY(heard.size() >= Updates);
    for (size_t i = 0; i < heard.size(); ++i) {
        QCOMPARE(heard[i].version, quint64(i + 1)); // each once, in order, no gap
        QCOMPARE(heard[i].skipped, 0u);
    }
}

QTEST_GUILESS_MAIN(TestReconnect)
#include "tst_reconnect.moc"
