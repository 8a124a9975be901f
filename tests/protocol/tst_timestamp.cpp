#include "protocol/timestamp.h"

#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

class TestTimestamp final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsRfc3339_data();
    void readsRfc3339();
    void refusesEverythingElse_data();
    void refusesEverythingElse();
    void goesThroughTextUnchanged_data();
    void goesThroughTextUnchanged();
    void nowHasMilliseconds();
};

void TestTimestamp::readsRfc3339_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("utc");
    QTest::newRow("the wire's own") << "2026-11-23T10:15:30.123Z"_ba
                                    << "2026-11-23T10:15:30.123Z"_ba;
    QTest::newRow("no decimals") << "2026-11-23T10:15:30Z"_ba
                                 << "2026-11-23T10:15:30.000Z"_ba;
    QTest::newRow("one decimal") << "2026-11-23T10:15:30.5Z"_ba
                                 << "2026-11-23T10:15:30.500Z"_ba;
    QTest::newRow("two decimals") << "2026-11-23T10:15:30.05Z"_ba
                                  << "2026-11-23T10:15:30.050Z"_ba;
    QTest::newRow("Python's six, cut") << "2026-11-23T10:15:30.123987Z"_ba
                                       << "2026-11-23T10:15:30.123Z"_ba;
    QTest::newRow("nine decimals, cut") << "2026-11-23T10:15:30.999999999Z"_ba
                                        << "2026-11-23T10:15:30.999Z"_ba;
    QTest::newRow("twelve decimals, cut") << "2026-11-23T10:15:30.123456789012Z"_ba
                                          << "2026-11-23T10:15:30.123Z"_ba;
    QTest::newRow("east") << "2026-11-23T10:15:30+02:00"_ba
                          << "2026-11-23T08:15:30.000Z"_ba;
    QTest::newRow("west") << "2026-11-23T10:15:30-05:30"_ba
                          << "2026-11-23T15:45:30.000Z"_ba;
    QTest::newRow("into the next year") << "2026-12-31T23:30:00-01:00"_ba
                                        << "2027-01-01T00:30:00.000Z"_ba;
    QTest::newRow("Python's +00:00") << "2026-11-23T10:15:30.123456+00:00"_ba
                                     << "2026-11-23T10:15:30.123Z"_ba;
    QTest::newRow("unknown offset") << "2026-11-23T10:15:30-00:00"_ba
                                    << "2026-11-23T10:15:30.000Z"_ba;
    QTest::newRow("lower case") << "2026-11-23t10:15:30z"_ba
                                << "2026-11-23T10:15:30.000Z"_ba;
    QTest::newRow("a space") << "2026-11-23 10:15:30Z"_ba
                             << "2026-11-23T10:15:30.000Z"_ba;
    QTest::newRow("leap day") << "2028-02-29T00:00:00Z"_ba
                              << "2028-02-29T00:00:00.000Z"_ba;
    QTest::newRow("first") << "1970-01-01T00:00:00Z"_ba
                           << "1970-01-01T00:00:00.000Z"_ba;
    QTest::newRow("last") << "9999-12-31T23:59:59.999Z"_ba
                          << "9999-12-31T23:59:59.999Z"_ba;
}

void TestTimestamp::readsRfc3339()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, utc);
    const auto time = parseTimestamp(text);
    QVERIFY2(time, time ? "" : qPrintable(time.error().detail));
    QCOMPARE(formatTimestamp(*time), utc);
}

void TestTimestamp::refusesEverythingElse_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a word") << "yesterday"_ba;
    QTest::newRow("date alone") << "2026-11-23"_ba;
    QTest::newRow("no offset") << "2026-11-23T10:15:30"_ba;
    QTest::newRow("no seconds") << "2026-11-23T10:15Z"_ba;
    QTest::newRow("bare dot") << "2026-11-23T10:15:30.Z"_ba;
    QTest::newRow("comma") << "2026-11-23T10:15:30,5Z"_ba;
    QTest::newRow("offset without colon") << "2026-11-23T10:15:30+0200"_ba;
    QTest::newRow("offset without minutes") << "2026-11-23T10:15:30+02"_ba;
    QTest::newRow("offset of 24 hours") << "2026-11-23T10:15:30+24:00"_ba;
    QTest::newRow("offset of 60 minutes") << "2026-11-23T10:15:30+01:60"_ba;
    QTest::newRow("month 0") << "2026-00-23T10:15:30Z"_ba;
    QTest::newRow("month 13") << "2026-13-23T10:15:30Z"_ba;
    QTest::newRow("day 0") << "2026-11-00T10:15:30Z"_ba;
    QTest::newRow("30 February") << "2026-02-30T10:15:30Z"_ba;
    QTest::newRow("29 February of a common year") << "2026-02-29T10:15:30Z"_ba;
    QTest::newRow("hour 24") << "2026-11-23T24:00:00Z"_ba;
    QTest::newRow("minute 60") << "2026-11-23T10:60:00Z"_ba;
    QTest::newRow("second 61") << "2026-11-23T23:59:61Z"_ba;
    // UTC time on computers has none: a producer that meets one sends 59 or 0.
    QTest::newRow("leap second") << "2016-12-31T23:59:60Z"_ba;
    QTest::newRow("before 1970") << "1969-12-31T23:59:59Z"_ba;
    QTest::newRow("before 1970 by its offset") << "1970-01-01T00:00:00+00:01"_ba;
    QTest::newRow("past 9999 by its offset") << "9999-12-31T23:59:59-00:01"_ba;
    QTest::newRow("five-digit year") << "12026-11-23T10:15:30Z"_ba;
    QTest::newRow("negative year") << "-026-11-23T10:15:30Z"_ba;
    QTest::newRow("sign in a number") << "2026-11-23T+1:15:30Z"_ba;
    QTest::newRow("text behind") << "2026-11-23T10:15:30Z "_ba;
    QTest::newRow("line feed behind") << "2026-11-23T10:15:30Z\n"_ba;
    QTest::newRow("NUL behind") << QByteArray("2026-11-23T10:15:30Z\0", 21);
    QTest::newRow("Arabic digits") << "\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa6-11-23T10:15:30Z"_ba;
    QTest::newRow("endless decimals") << "2026-11-23T10:15:30."_ba + QByteArray(4000, '1') + 'Z';
}

void TestTimestamp::refusesEverythingElse()
{
    QFETCH(QByteArray, text);
    const auto time = parseTimestamp(text);
    QVERIFY2(!time, time ? formatTimestamp(*time).constData() : "");
    QCOMPARE(time.error().code, ErrorCode::BadRequest);
    QCOMPARE(time.error().field, u"timestamp"_s);
}

void TestTimestamp::goesThroughTextUnchanged_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::newRow("epoch") << qint64(0);
    QTest::newRow("one") << qint64(1);
    QTest::newRow("billion") << qint64(1'000'000'000'000);
    QTest::newRow("leap day") << qint64(1'835'395'200'000);
    QTest::newRow("last") << qint64(253'402'300'799'999);
}

void TestTimestamp::goesThroughTextUnchanged()
{
    QFETCH(qint64, milliseconds);
    const Timestamp time{std::chrono::milliseconds(milliseconds)};
    QCOMPARE(formatTimestamp(time).size(), TimestampLength);
    QVERIFY(parseTimestamp(formatTimestamp(time)) == time);
}

void TestTimestamp::nowHasMilliseconds()
{
    const auto before = std::chrono::system_clock::now() - std::chrono::milliseconds(1);
    const Timestamp now = currentTimestamp();
    QVERIFY(now > before);
    QVERIFY(now <= std::chrono::system_clock::now());
}

QTEST_GUILESS_MAIN(TestTimestamp)
#include "tst_timestamp.moc"
