#include "protocol/closecode.h"

#include <QTest>

using namespace Flowcast;

class TestCloseCode final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhetherToComeBack_data();
    void saysWhetherToComeBack();
    void everyCodeOfOursIsOfItsRange();
    void reasonsFitIntoACloseFrame();
};

void TestCloseCode::saysWhetherToComeBack_data()
{
    QTest::addColumn<quint16>("code");
    QTest::addColumn<bool>("comesBack");
    const auto row = [](quint16 code, bool comesBack) { QTest::addRow("%d", int(code)) << code << comesBack; };
    row(1000, true); // what QWebSocket reports after a lost TCP connection, too
    row(1001, true);
    row(1002, false);
    row(1003, false);
    row(1005, true);
    row(1006, true);
    row(1007, false);
    row(1008, true);
    row(1009, false);
    row(1010, false);
    row(1011, true);
    row(1012, true);
    row(1015, true);
    row(3000, true);
    row(3999, true);
    row(4000, true);
    row(4408, true);
    row(4410, true);
    row(4499, true);
    row(4500, false);
    row(4504, false);
    row(4999, false);
    row(5000, true); // nobody may send it: as good as a lost connection
    row(0, true);
}

void TestCloseCode::saysWhetherToComeBack()
{
    QFETCH(quint16, code);
    QFETCH(bool, comesBack);
    QCOMPARE(mayReconnect(code), comesBack);
}

void TestCloseCode::everyCodeOfOursIsOfItsRange()
{
    QVERIFY(mayReconnect(quint16(CloseCode::GoingAway)));
    QVERIFY(mayReconnect(quint16(CloseCode::TooSlow)));
    QVERIFY(mayReconnect(quint16(CloseCode::WorkflowDeleted)));
    QVERIFY(!mayReconnect(quint16(CloseCode::BadMessage)));
    QVERIFY(!mayReconnect(quint16(CloseCode::WrongEndpoint)));
}

void TestCloseCode::reasonsFitIntoACloseFrame()
{
    for (CloseCode code : {CloseCode::GoingAway, CloseCode::TooSlow, CloseCode::WorkflowDeleted, CloseCode::BadMessage,
             CloseCode::WrongEndpoint}) {
        QVERIFY(!reasonText(code).isEmpty());
        QVERIFY(reasonText(code).size() <= 123); // RFC 6455, 5.5: a control frame carries 125 bytes, two are the code
    }
    QVERIFY(reasonText(CloseCode::Normal).isEmpty());
}

QTEST_GUILESS_MAIN(TestCloseCode)
#include "tst_closecode.moc"
