#include "widgets/connectionbar.h"

#include "tests/client/scriptedpeer.h"

#include <QPushButton>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class tst_ConnectionBar : public QObject
{
    Q_OBJECT

    using State = WorkflowConnection::State;

    static QPushButton *buttonOf(const ConnectionBar &bar) { return bar.findChild<QPushButton *>(); }

private Q_SLOTS:
    void saysHowItStands_data()
    {
        QTest::addColumn<State>("state");
        QTest::addColumn<int>("attempt");
        QTest::addColumn<int>("milliseconds");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("button");
        QTest::newRow("idle") << State::Idle << 0 << 0 << u"Not connected"_s << false;
        QTest::newRow("first try") << State::Connecting << 0 << 0 << u"Connecting to h:1 …"_s << false;
        QTest::newRow("later try") << State::Connecting << 2 << 0 << u"Connecting to h:1 … (attempt 3)"_s << false;
        QTest::newRow("connected") << State::Connected << 0 << 0 << u"Connected to h:1 · here"_s << false;
        QTest::newRow("waiting") << State::Waiting << 3 << 2700 << u"Trying again in 3 s (attempt 4). Refused."_s
                                 << true;
        QTest::newRow("nearly") << State::Waiting << 0 << 1 << u"Trying again in 1 s (attempt 1). Refused."_s << true;
        QTest::newRow("stopped") << State::Stopped << 1 << 0 << u"Stopped. Refused."_s << true;
    }

    void saysHowItStands()
    {
        QFETCH(State, state);
        QFETCH(int, attempt);
        QFETCH(int, milliseconds);
        QFETCH(bool, button);
        ConnectionBar bar;
        bar.resize(700, bar.sizeHint().height());
        bar.show();
        bar.setRole(u"here"_s);
        bar.setStatus({state, attempt, std::chrono::milliseconds(milliseconds), u"Refused"_s, u"h:1"_s});
        QTEST(bar.text(), "text");
        QCOMPARE(buttonOf(bar)->isVisible(), button);
    }

    void keepsItsHeight()
    {
        ConnectionBar bar;
        bar.setStatus({State::Connected, 0, 0ms, {}, u"h:1"_s});
        const int connected = bar.sizeHint().height();
        bar.setStatus({State::Waiting, 1, 500ms, {}, u"h:1"_s});
        QCOMPARE(bar.sizeHint().height(), connected);
    }

    void countsDownAndReconnectsOnAClick()
    {
        ScriptedPeer peer;
        WorkflowConnection connection(peer.url(), AllWorkflows());
        connection.setBackoff(Backoff([] { return 0.999; }));
        ConnectionBar bar;
        bar.watch(&connection);
        bar.resize(700, bar.sizeHint().height());
        bar.show();
        peer.stop();
        connection.open();
        // After some failed tries the wait is long enough to be counted.
        QTRY_VERIFY_WITH_TIMEOUT(connection.state() == State::Waiting && connection.nextAttemptIn() > 2s, 10000);
        QTRY_VERIFY(bar.text().startsWith(u"Trying again in 3 s"_s) || bar.text().startsWith(u"Trying again in 2 s"_s));
        const QString before = bar.text().left(21);
        QTRY_VERIFY(connection.state() == State::Waiting && bar.text().left(21) != before);

        peer.listen();
        QTest::mouseClick(buttonOf(bar), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(connection.state(), State::Connected, 1000);
        QVERIFY(bar.text().startsWith(u"Connected"_s));
        QVERIFY(!buttonOf(bar)->isVisible());
    }
};

QTEST_MAIN(tst_ConnectionBar)
#include "tst_connectionbar.moc"
