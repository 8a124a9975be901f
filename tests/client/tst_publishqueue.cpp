#include "client/publishqueue.h"

#include <QtTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

namespace {

Publish step(QByteArrayView id, quint64 request)
{
    Publish publish;
    publish.workflowId = *WorkflowId::fromBytes(id);
    publish.request = request;
    publish.currentStep = quint32(request);
    return publish;
}

/// The requests that are sent when every one is answered at once.
QList<quint64> drain(PublishQueue &queue)
{
    QList<quint64> requests;
    while (const Publish *next = queue.takeNext()) {
        const quint64 request = *next->request;
        requests.append(request);
        queue.settle(request);
    }
    return requests;
}

} // namespace

class TestPublishQueue final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrder();
    void sendsNoMoreThanTheWindow();
    void settlesOnlyWhatIsOnTheWay();
    void sendsAgainInTheOldOrder();
    void mergesTheOldestPastTheLimit();
    void mergedFieldsShowThrough();
    void doesNotMergeWhatIsOnTheWay();
    void keepsOnePerWorkflow();
};

void TestPublishQueue::keepsTheOrder()
{
    PublishQueue queue(10);
    for (quint64 request : {1, 2, 3}) {
        queue.append(step(request == 2 ? "b" : "a", request));
    }
    QCOMPARE(queue.size(), 3u);
    QCOMPARE(drain(queue), (QList<quint64>{1, 2, 3}));
    QCOMPARE(queue.size(), 0u);
}

void TestPublishQueue::sendsNoMoreThanTheWindow()
{
    PublishQueue queue(1000);
    for (quint64 request = 1; request <= 200; ++request) {
        queue.append(step("a", request));
    }
    size_t sent = 0;
    while (queue.takeNext()) {
        ++sent;
    }
    QCOMPARE(sent, PublishQueue::Window);
    QVERIFY(queue.settle(7)); // in any order
    QCOMPARE(*queue.takeNext()->request, quint64(PublishQueue::Window + 1));
    QVERIFY(!queue.takeNext());
}

void TestPublishQueue::settlesOnlyWhatIsOnTheWay()
{
    PublishQueue queue(10);
    queue.append(step("a", 1));
    QVERIFY(!queue.settle(1));
    QVERIFY(queue.takeNext());
    QVERIFY(!queue.settle(2));
    QVERIFY(queue.settle(1));
    QVERIFY(!queue.settle(1));
}

void TestPublishQueue::sendsAgainInTheOldOrder()
{
    PublishQueue queue(10);
    for (quint64 request : {1, 2, 3, 4}) {
        queue.append(step("a", request));
    }
    for (int i = 0; i < 3; ++i) {
        QVERIFY(queue.takeNext());
    }
    QVERIFY(queue.settle(2));
    queue.sendAgain();
    QCOMPARE(queue.onTheWay(), 0u);
    QCOMPARE(drain(queue), (QList<quint64>{1, 3, 4}));
}

void TestPublishQueue::mergesTheOldestPastTheLimit()
{
    PublishQueue queue(3);
    queue.append(step("once", 1));
    for (quint64 request : {2, 3, 4, 5}) {
        queue.append(step("a", request));
    }
    QCOMPARE(queue.size(), 3u);
    QCOMPARE(drain(queue), (QList<quint64>{1, 4, 5}));
}

void TestPublishQueue::mergedFieldsShowThrough()
{
    PublishQueue queue(1);
    Publish older = step("a", 1);
    older.name = u"Nightly"_s;
    older.message = u"old"_s;
    older.totalSteps = 9;
    older.status = WorkflowStatus::Running;
    older.timestamp = currentTimestamp();
    Publish newer = step("a", 2);
    newer.message = u"new"_s;
    queue.append(older);
    queue.append(newer);

    Publish expected = newer;
    expected.name = older.name;
    expected.totalSteps = older.totalSteps;
    expected.status = older.status;
    QCOMPARE(queue.size(), 1u);
    QVERIFY(*queue.takeNext() == expected);
}

void TestPublishQueue::doesNotMergeWhatIsOnTheWay()
{
    PublishQueue queue(1);
    queue.append(step("a", 1));
    QVERIFY(queue.takeNext());
    queue.append(step("a", 2));
    QCOMPARE(queue.size(), 2u);
    queue.append(step("a", 3));
    QCOMPARE(queue.size(), 2u);
    QCOMPARE(*queue.takeNext()->request, 3u);
}

void TestPublishQueue::keepsOnePerWorkflow()
{
    PublishQueue queue(10);
    for (quint64 request = 1; request <= 1000; ++request) {
        queue.append(step(QByteArray::number(request % 100), request));
    }
    QCOMPARE(queue.size(), 100u);
    QCOMPARE(drain(queue).first(), 901u);
}

QTEST_GUILESS_MAIN(TestPublishQueue)
#include "tst_publishqueue.moc"
