#include "client/publisher.h"
#include "tests/client/scriptedpeer.h"

#include <QSignalSpy>

using namespace Flowcast;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

Publish step(quint32 number, QByteArrayView id = "a")
{
    Publish publish;
    publish.workflowId = workflow(id);
    publish.currentStep = number;
    return publish;
}

QList<quint32> stepsOf(const ScriptedPeer &peer)
{
    QList<quint32> steps;
    for (const Message &message : peer.received()) {
        steps.append(*std::get<Publish>(message).currentStep);
    }
    return steps;
}

void answer(QWebSocket *socket, const Message &message)
{
    socket->sendTextMessage(QString::fromUtf8(encode(message)));
}

} // namespace

class TestPublisher final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void publishesInOrderAndIsTold();
    void answersMayComeInAnyOrder();
    void whatWasPublishedEarlyWaits();
    void whatHasNoAnswerIsSentAgain();
    void aRefusalIsFinal();
    void unavailableIsTriedAgainInOrder();
    void mergesWhileTheServerIsAway();
    void answersToNothingAreIgnored();
    void stopsWhenTheServerSaysSo();
    void closeKeepsTheRest();

private:
    void acknowledgeAll();

    std::unique_ptr<ScriptedPeer> m_peer;
    std::unique_ptr<Publisher> m_publisher;
};

void TestPublisher::init()
{
    m_publisher.reset();
    m_peer = std::make_unique<ScriptedPeer>();
    m_publisher = std::make_unique<Publisher>(m_peer->url());
    m_publisher->setBackoff(steadyBackoff());
}

void TestPublisher::acknowledgeAll()
{
    m_peer->onMessage = [version = quint64(0)](QWebSocket *socket, const Message &message) mutable {
        const auto &publish = std::get<Publish>(message);
        answer(socket, Ack{publish.request, publish.workflowId, ++version});
    };
}

void TestPublisher::publishesInOrderAndIsTold()
{
    acknowledgeAll();
    QSignalSpy acks(m_publisher.get(), &Publisher::acknowledged);
    QSignalSpy idles(m_publisher.get(), &Publisher::idle);
    QSignalSpy connects(m_publisher.get(), &Publisher::connectedChanged);
    m_publisher->open();
    QTRY_VERIFY(m_publisher->isConnected());
    const quint64 first = m_publisher->publish(step(1));
    const quint64 second = m_publisher->publish(step(2));
    QVERIFY(second > first);
    QCOMPARE(m_publisher->pending(), 2);
    QTRY_COMPARE(idles.size(), 1);
    QCOMPARE(acks.size(), 2);
    QCOMPARE(acks[1][0].toULongLong(), second);
    QCOMPARE(acks[1][1].toULongLong(), 2u);
    QCOMPARE(m_publisher->pending(), 0);
    QCOMPARE(m_peer->requests(), QStringList{u"/api/publish"_s});
    QCOMPARE(stepsOf(*m_peer), (QList<quint32>{1, 2}));
    QCOMPARE(connects.size(), 1);
}

void TestPublisher::answersMayComeInAnyOrder()
{
    m_publisher->open();
    m_publisher->publish(step(1, "a"));
    m_publisher->publish(step(2, "b"));
    QTRY_COMPARE(m_peer->received().size(), 2u);
    QSignalSpy acks(m_publisher.get(), &Publisher::acknowledged);
    m_peer->send(Ack{2, workflow("b"), 1});
    m_peer->send(Ack{1, workflow("a"), 1});
    QTRY_COMPARE(acks.size(), 2);
    QCOMPARE(acks[0][0].toULongLong(), 2u);
    QCOMPARE(m_publisher->pending(), 0);
}

void TestPublisher::whatWasPublishedEarlyWaits()
{
    acknowledgeAll();
    m_peer->stop();
    m_publisher->open();
    for (quint32 i = 1; i <= 200; ++i) { // more than may be on their way at once
        m_publisher->publish(step(i));
    }
    QTRY_VERIFY(!m_publisher->errorText().isEmpty());
    QCOMPARE(m_publisher->pending(), 200);
    m_peer->listen();
    QTRY_COMPARE(m_publisher->pending(), 0);
    const QList<quint32> steps = stepsOf(*m_peer);
    QCOMPARE(steps.size(), 200);
    QVERIFY(std::is_sorted(steps.begin(), steps.end()));
}

void TestPublisher::whatHasNoAnswerIsSentAgain()
{
    m_publisher->open();
    for (quint32 i = 1; i <= 3; ++i) {
        m_publisher->publish(step(i));
    }
    QTRY_COMPARE(m_peer->received().size(), 3u);
    QSignalSpy acks(m_publisher.get(), &Publisher::acknowledged);
    m_peer->send(Ack{1, workflow("a"), 1});
    QTRY_COMPARE(acks.size(), 1);
    acknowledgeAll();
    m_peer->cut();
    QTRY_VERIFY(!m_publisher->isConnected());
    m_publisher->publish(step(4));
    QTRY_COMPARE(m_publisher->pending(), 0);
    QCOMPARE(stepsOf(*m_peer), (QList<quint32>{1, 2, 3, 2, 3, 4}));
    QCOMPARE(acks.size(), 4);
}

void TestPublisher::aRefusalIsFinal()
{
    m_peer->onMessage = [](QWebSocket *socket, const Message &message) {
        answer(socket, Problem{std::get<Publish>(message).request, {ErrorCode::BadRequest, u"status"_s, u"no"_s}});
    };
    QSignalSpy refusals(m_publisher.get(), &Publisher::refused);
    QSignalSpy idles(m_publisher.get(), &Publisher::idle);
    m_publisher->open();
    const quint64 request = m_publisher->publish(step(1));
    QTRY_COMPARE(refusals.size(), 1);
    QCOMPARE(refusals[0][0].toULongLong(), request);
    QCOMPARE(refusals[0][1].value<Error>().field, u"status"_s);
    QCOMPARE(idles.size(), 1);
    QVERIFY(m_publisher->isConnected());
}

void TestPublisher::unavailableIsTriedAgainInOrder()
{
    m_publisher->open();
    m_publisher->publish(step(1));
    m_publisher->publish(step(2));
    QTRY_COMPARE(m_peer->received().size(), 2u);
    acknowledgeAll();
    QSignalSpy refusals(m_publisher.get(), &Publisher::refused);
    m_peer->send(Problem{1, {ErrorCode::Unavailable, {}, u"no disk"_s}});
    QTRY_VERIFY(!m_publisher->isConnected());
    QVERIFY(m_publisher->errorText().contains(u"no disk"_s));
    QTRY_COMPARE(m_publisher->pending(), 0);
    QCOMPARE(stepsOf(*m_peer), (QList<quint32>{1, 2, 1, 2}));
    QCOMPARE(refusals.size(), 0);
}

void TestPublisher::mergesWhileTheServerIsAway()
{
    acknowledgeAll();
    for (quint32 i = 1; i <= 1000; ++i) {
        m_publisher->publish(step(i));
    }
    QCOMPARE(m_publisher->pending(), Publisher::QueueLimit);
    m_publisher->open();
    QTRY_COMPARE(m_publisher->pending(), 0);
    QCOMPARE(stepsOf(*m_peer).size(), Publisher::QueueLimit);
    QCOMPARE(stepsOf(*m_peer).last(), 1000u);
}

void TestPublisher::answersToNothingAreIgnored()
{
    QSignalSpy acks(m_publisher.get(), &Publisher::acknowledged);
    QSignalSpy refusals(m_publisher.get(), &Publisher::refused);
    m_publisher->open();
    const quint64 request = m_publisher->publish(step(1));
    QTRY_COMPARE(m_peer->received().size(), 1u);
    m_peer->send(Ack{99, workflow("a"), 1});
    m_peer->send(Ack{std::nullopt, workflow("a"), 1});
    m_peer->send(Problem{std::nullopt, {ErrorCode::BadRequest, {}, {}}});
    m_peer->send(makeUpdate("a", 1));
    m_peer->send(Ack{request, workflow("a"), 1});
    m_peer->send(Ack{request, workflow("a"), 1}); // once more
    m_peer->send(Problem{99, {ErrorCode::BadRequest, {}, {}}});
    m_publisher->publish(step(2));
    QTRY_COMPARE(m_peer->received().size(), 2u);
    m_peer->send(Ack{request + 1, workflow("a"), 2});
    QTRY_COMPARE(acks.size(), 2);
    QCOMPARE(refusals.size(), 0);
}

void TestPublisher::stopsWhenTheServerSaysSo()
{
    m_peer->onConnected = [this](QWebSocket *) { m_peer->close(4504, u"not here"_s); };
    QSignalSpy stops(m_publisher.get(), &Publisher::stopped);
    m_publisher->publish(step(1));
    m_publisher->open();
    QTRY_COMPARE(stops.size(), 1);
    QVERIFY(m_publisher->errorText().contains(u"not here"_s));
    QCOMPARE(m_publisher->pending(), 1);
}

void TestPublisher::closeKeepsTheRest()
{
    m_publisher->open();
    m_publisher->publish(step(1));
    QTRY_COMPARE(m_peer->received().size(), 1u);
    m_publisher->close();
    QVERIFY(!m_publisher->isConnected());
    QCOMPARE(m_publisher->pending(), 1);
    acknowledgeAll();
    m_publisher->open();
    QTRY_COMPARE(m_publisher->pending(), 0);
}

QTEST_GUILESS_MAIN(TestPublisher)
#include "tst_publisher.moc"
