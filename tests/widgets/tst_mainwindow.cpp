#include "widgets/mainwindow.h"

#include "client/workflowmodel.h"
#include "tests/client/scriptedpeer.h"
#include "tests/client/updates.h"
#include "widgets/connectionbar.h"
#include "widgets/detailspane.h"
#include "widgets/updatelogmodel.h"
#include "widgets/workflowview.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

using namespace Flowcast;
using namespace Flowcast::Testing;
using namespace Qt::Literals::StringLiterals;

class tst_MainWindow : public QObject
{
    Q_OBJECT

    using S = WorkflowStatus;
    using State = WorkflowConnection::State;

    std::unique_ptr<ScriptedPeer> m_peer;
    std::unique_ptr<MainWindow> m_window;

    template <typename T>
    T *find(const QString &name = {}) const
    {
        return m_window->findChild<T *>(name);
    }
    WorkflowView *view() const { return find<WorkflowView>(); }
    QLineEdit *filterBox() const { return find<QLineEdit>(u"filterBox"_s); }
    QString labelText(const QString &name) const { return find<QLabel>(name)->text(); }

    void type(const QString &text) const { QTest::keyClicks(filterBox(), text); }

    /// On every connection the peer tells what it has stored, as a server does.
    void serve(const std::vector<WorkflowUpdate> &stored)
    {
        m_peer->onConnected = [stored, this](QWebSocket *socket) {
            const bool all = socket->requestUrl().path() == u"/api/updates"_s;
            for (const WorkflowUpdate &u : stored) {
                if (all || socket->requestUrl().path().contains(u.workflowId.toString())) {
                    socket->sendTextMessage(QString::fromUtf8(encode(u)));
                }
            }
            if (all) {
                socket->sendTextMessage(QString::fromUtf8(encode(Synced{1, true})));
            }
        };
        m_window->connection()->open();
        QTRY_COMPARE(m_window->model()->rowCount(), int(stored.size()));
    }

private Q_SLOTS:
    void init()
    {
        m_peer = std::make_unique<ScriptedPeer>();
        m_window = std::make_unique<MainWindow>(m_peer->url());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_peer.reset();
    }

    void tellsANewcomerWhatToType()
    {
        const QString command = labelText(u"welcomeCommand"_s);
        QVERIFY(find<QLabel>(u"welcomeCommand"_s)->isVisible());
        QCOMPARE(command, u"flowcast run --server %1 -- ninja"_s.arg(m_peer->url().toString()));
        QVERIFY(!view()->isVisible());
        m_window->model()->apply(running("a"));
        QTRY_VERIFY(view()->isVisible());
        m_window->model()->remove(id("a"));
        QTRY_VERIFY(!view()->isVisible());
    }

    void welcomesWithoutAServerWhereItIsTheUsualOne()
    {
        MainWindow window(QUrl(u"ws://127.0.0.1:8001"_s));
        QCOMPARE(window.findChild<QLabel *>(u"welcomeCommand"_s)->text(), u"flowcast run -- ninja"_s);
    }

    void showsWhatTheServerTells()
    {
        serve({update("nightly-42", S::Running, 3, 10, u"Linking"_s), update("x", S::Failed, 1, 2)});
        QTRY_VERIFY(find<ConnectionBar>()->text().startsWith(u"Connected to 127.0.0.1"_s));
        QCOMPARE(m_window->windowTitle(), u"1 running – Flowcast"_s);
        QCOMPARE(labelText(u"counts"_s), u"1 running · 1 failed · 2 in all"_s);
        m_peer->send(update("nightly-42", S::Completed, 10, 10, u"Done"_s, 2));
        QTRY_COMPARE(m_window->windowTitle(), u"Flowcast"_s);
    }

    void filtersByKeysAndClearsByEscape()
    {
        serve({running("alpha"), running("beta")});
        QTest::keyClick(view(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(filterBox()->hasFocus());
        type(u"bet"_s);
        QCOMPARE(view()->model()->rowCount(), 1);
        QTest::keyClick(filterBox(), Qt::Key_Down);
        QVERIFY(view()->hasFocus());
        QCOMPARE(view()->currentWorkflow(), id("beta"));
        QTest::keyClick(view(), Qt::Key_Escape);
        QCOMPARE(filterBox()->text(), QString());
        QCOMPARE(view()->model()->rowCount(), 2);
    }

    void escapeInTheFilterBoxClearsIt()
    {
        serve({running("alpha")});
        filterBox()->setFocus();
        type(u"zzz"_s);
        QTest::keyClick(filterBox(), Qt::Key_Escape);
        QCOMPARE(filterBox()->text(), QString());
    }

    void saysThatNothingMatchesAndOffersTheWayBack()
    {
        serve({running("alpha")});
        type(u"nosuch"_s);
        auto *button = find<QPushButton>(u"clearFilterButton"_s);
        QTRY_VERIFY(button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(view()->isVisible());
    }

    void aClickShowsDetailsAndLatestUpdates()
    {
        serve({update("nightly-42", S::Running, 60, 100, u"Linking <b>x</b>"_s, 60)});
        QVERIFY(!m_window->details()->isVisible());
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {},
            view()->visualRect(view()->model()->index(0, WorkflowModel::NameColumn)).center());
        QVERIFY(m_window->details()->isVisible());
        QCOMPARE(labelText(u"detailsName"_s), u"nightly-42"_s);
        QCOMPARE(labelText(u"detailsStatus"_s), u"Running"_s);
        QCOMPARE(labelText(u"detailsSteps"_s), u"60 / 100"_s);
        QCOMPARE(find<QPlainTextEdit>(u"detailsMessage"_s)->toPlainText(), u"Linking <b>x</b>"_s);
        QTRY_COMPARE(m_window->details()->log()->rowCount(), 1);
        QVERIFY(m_peer->requests().constLast().endsWith(u"/api/workflows/nightly-42/updates?since=10"_s));
        m_peer->send(update("nightly-42", S::Running, 61, 100, u"More"_s, 61)); // the last connection is the details'
        QTRY_COMPARE(m_window->details()->log()->rowCount(), 2);
    }

    void detailsFollowTheList()
    {
        serve({update("a", S::Running, 1, 10)});
        view()->choose(id("a"));
        m_window->model()->apply(update("a", S::Failed, 2, 10, u"exit 1"_s, 2));
        QTRY_COMPARE(labelText(u"detailsStatus"_s), u"Failed"_s);
        m_window->model()->remove(id("a"));
        QTRY_VERIFY(!m_window->details()->isVisible());
    }

    void enterGoesIntoTheDetailsAndEscapeLeavesThem()
    {
        serve({running("a"), running("b")});
        view()->setFocus();
        QTest::keyClick(view(), Qt::Key_Down);
        QTest::keyClick(view(), Qt::Key_Return);
        QTRY_VERIFY(find<QListView>(u"updateLog"_s)->hasFocus());
        QTest::keyClick(find<QListView>(u"updateLog"_s), Qt::Key_Escape);
        QVERIFY(!m_window->details()->isVisible());
        QVERIFY(view()->hasFocus());
    }

    void theButtonCopiesTheId()
    {
        serve({running("copy-me")});
        view()->choose(id("copy-me"));
        QTest::mouseClick(find<QToolButton>(u"copyIdButton"_s), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"copy-me"_s);
    }

    void catchesUpAfterAReconnect()
    {
        serve({running("a", 3), running("gone", 1)});
        m_peer->stop();
        QTRY_VERIFY(m_window->connection()->state() == State::Waiting);
        m_peer->onConnected = [](QWebSocket *socket) {
            socket->sendTextMessage(QString::fromUtf8(encode(update("a", S::Completed, 10, 10, {}, 9))));
            socket->sendTextMessage(QString::fromUtf8(encode(Synced{2, true})));
        };
        m_peer->listen();
        auto *button = find<QPushButton>(u"reconnectButton"_s);
        if (button->isVisible()) {
            QTest::mouseClick(button, Qt::LeftButton);
        }
        QTRY_COMPARE(m_window->model()->rowCount(), 1);
        QCOMPARE(m_window->model()->at(0).version, 9u);
    }

    void showsANotice()
    {
        auto *notice = find<QLabel>(u"notice"_s);
        QVERIFY(!notice->isVisible());
        m_window->setNotice(u"The port is taken."_s);
        QVERIFY(notice->isVisible());
        m_window->setNotice({});
        QVERIFY(!notice->isVisible());
    }

    void keepsItsLayout()
    {
        m_window->resize(1000, 555);
        const QByteArray layout = m_window->saveLayout();
        MainWindow other(m_peer->url());
        other.restoreLayout(layout);
        QCOMPARE(other.size(), QSize(1000, 555));
        other.restoreLayout("not a layout");
        other.restoreLayout({});
        QCOMPARE(other.size(), QSize(1000, 555));
    }
};

QTEST_MAIN(tst_MainWindow)
#include "tst_mainwindow.moc"
