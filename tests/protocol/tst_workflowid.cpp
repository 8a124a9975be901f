#include "protocol/workflowid.h"

#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

class TestWorkflowId final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takes_data();
    void takes();
    void refuses_data();
    void refuses();
    void everyOtherByteIsRefused();
    void differsByCase();
};

void TestWorkflowId::takes_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("one byte") << "a"_ba;
    QTest::newRow("the design's") << "nightly-42"_ba;
    QTest::newRow("every allowed byte") << "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@-"_ba;
    QTest::newRow("200 bytes") << QByteArray(200, 'x');
    QTest::newRow("three dots") << "..."_ba;
    QTest::newRow("dot in front") << ".hidden"_ba;
    QTest::newRow("dash in front") << "-rf"_ba;
}

void TestWorkflowId::takes()
{
    QFETCH(QByteArray, raw);
    const auto id = WorkflowId::fromBytes(raw);
    QVERIFY2(id, id ? "" : qPrintable(id.error().detail));
    QCOMPARE(id->bytes(), raw);
    QCOMPARE(id->toString().toLatin1(), raw);
}

void TestWorkflowId::refuses_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("201 bytes") << QByteArray(201, 'x');
    QTest::newRow("a lot") << QByteArray(1 << 20, 'x');
    QTest::newRow("dot") << "."_ba;
    QTest::newRow("dot dot") << ".."_ba;
    QTest::newRow("slash") << "a/b"_ba;
    QTest::newRow("encoded slash") << "a%2Fb"_ba;
    QTest::newRow("encoded NUL") << "a%00"_ba;
    QTest::newRow("NUL") << QByteArray("a\0b", 3);
    QTest::newRow("space") << "a b"_ba;
    QTest::newRow("line feed") << "a\n"_ba;
    QTest::newRow("escape") << "\x1b[31m"_ba;
    QTest::newRow("UTF-8") << "caf\xc3\xa9"_ba;
    QTest::newRow("broken UTF-8") << "a\xff"_ba;
    QTest::newRow("quote") << "a\"b"_ba;
    QTest::newRow("query") << "a?since=1"_ba;
}

void TestWorkflowId::refuses()
{
    QFETCH(QByteArray, raw);
    const auto id = WorkflowId::fromBytes(raw);
    QVERIFY(!id);
    QCOMPARE(id.error().code, ErrorCode::BadRequest);
    QCOMPARE(id.error().field, u"workflow_id"_s);
    QVERIFY(!id.error().detail.isEmpty());
}

void TestWorkflowId::everyOtherByteIsRefused()
{
    const QByteArray allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@-";
    for (int byte = 0; byte < 256; ++byte) {
        const QByteArray raw = "a"_ba + char(byte);
        QCOMPARE(WorkflowId::fromBytes(raw).has_value(), allowed.contains(char(byte)));
    }
}

void TestWorkflowId::differsByCase()
{
    QVERIFY(WorkflowId::fromBytes("Build").value() != WorkflowId::fromBytes("build").value());
    QVERIFY(WorkflowId().isEmpty());
}

QTEST_GUILESS_MAIN(TestWorkflowId)
#include "tst_workflowid.moc"
