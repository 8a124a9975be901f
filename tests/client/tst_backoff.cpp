#include "client/backoff.h"

#include <QtTest>

using namespace Flowcast;
using namespace std::chrono_literals;

class TestBackoff final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void doublesUntilTheCeiling_data();
    void doublesUntilTheCeiling();
    void jitterIsHalfUpOrDown();
    void resetStartsAnew();
    void neverOverflows();
    void systemRandomnessStaysInBounds();
};

void TestBackoff::doublesUntilTheCeiling_data()
{
    QTest::addColumn<int>("attempt");
    QTest::addColumn<std::chrono::milliseconds>("delay");

    QTest::newRow("first") << 1 << 200ms;
    QTest::newRow("second") << 2 << 400ms;
    QTest::newRow("third") << 3 << 800ms;
    QTest::newRow("last below the ceiling") << 8 << 25600ms;
    QTest::newRow("capped") << 9 << 30000ms;
    QTest::newRow("stays capped") << 40 << 30000ms;
}

void TestBackoff::doublesUntilTheCeiling()
{
    QFETCH(int, attempt);
    QFETCH(std::chrono::milliseconds, delay);
    Backoff backoff([] { return 0.5; });
    for (int i = 1; i < attempt; ++i) {
        (void)backoff.next();
    }
    QCOMPARE(backoff.next(), delay);
    QCOMPARE(backoff.attempt(), attempt);
}

void TestBackoff::jitterIsHalfUpOrDown()
{
    QCOMPARE(Backoff([] { return 0.0; }).next(), 100ms);
    QCOMPARE(Backoff([] { return 0.9999; }).next(), 299ms);
}

void TestBackoff::resetStartsAnew()
{
    Backoff backoff([] { return 0.5; });
    (void)backoff.next();
    (void)backoff.next();
    backoff.reset();
    QCOMPARE(backoff.attempt(), 0);
    QCOMPARE(backoff.next(), 200ms);
}

void TestBackoff::neverOverflows()
{
    Backoff backoff([] { return 0.5; });
    for (int i = 0; i < 100000; ++i) {
        QVERIFY(backoff.next() <= 30s);
    }
}

void TestBackoff::systemRandomnessStaysInBounds()
{
    QSet<qint64> seen;
    for (int i = 0; i < 200; ++i) {
        Backoff backoff;
        const auto delay = backoff.next();
        QVERIFY(delay >= 100ms && delay < 300ms);
        seen.insert(delay.count());
    }
    QVERIFY(seen.size() > 20);
}

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
