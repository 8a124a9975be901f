#include "server/store/ticketqueue.h"

#include <QTest>

using namespace Flowcast;

class TestTicketQueue : public QObject
{
    Q_OBJECT

private slots:
    void answersInAnyOrder();
    void knowsNothingElse();
};

void TestTicketQueue::answersInAnyOrder()
{
    TicketQueue<int> queue;
    for (int i = 1; i <= 5; ++i) {
        QCOMPARE(queue.add(i * 10), quint64(i));
    }
    for (const int ticket : {2, 4, 1, 5, 3}) {
        QCOMPARE(queue.take(quint64(ticket)), std::optional(ticket * 10));
    }
    QCOMPARE(queue.size(), size_t(0));
    QCOMPARE(queue.add(60), quint64(6)); // no ticket is given twice
    QCOMPARE(queue.take(6), std::optional(60));
}

void TestTicketQueue::knowsNothingElse()
{
    TicketQueue<int> queue;
    QVERIFY(!queue.take(0));
    QVERIFY(!queue.take(1));
    queue.add(1);
    queue.add(2);
    QVERIFY(queue.take(1));
    QVERIFY(!queue.take(1));
    QVERIFY(!queue.take(3));
    QCOMPARE(queue.size(), size_t(1));
}

QTEST_GUILESS_MAIN(TestTicketQueue)
#include "tst_ticketqueue.moc"
