#include "widgets/workflowprogresswidget.h"

#include "tests/client/scriptedpeer.h"
#include "tests/client/updates.h"
#include "widgets/connectionbar.h"
#include "widgets/elidedlabel.h"

#include <QLabel>
#include <QPushButton>

using namespace Flowcast;
using namespace Flowcast::Testing;
using namespace Qt::Literals::StringLiterals;

class tst_WorkflowProgressWidget : public QObject
{
    Q_OBJECT

    using S = WorkflowStatus;
    using State = WorkflowConnection::State;

private Q_SLOTS:
    void showsTheWorkflow()
    {
        ScriptedPeer peer;
        WorkflowProgressWidget widget(peer.url(), id("nightly"));
        QSignalSpy finished(&widget, &WorkflowProgressWidget::finished);
        widget.show();
        const auto label = [&widget](const char *name) { return widget.findChild<QLabel *>(QLatin1String(name)); };
        QTRY_COMPARE(widget.connection()->state(), State::Connected);
        QVERIFY(peer.requests().constFirst().startsWith(u"/api/workflows/nightly/updates"_s));
        QCOMPARE(widget.current().version, 0u);

        WorkflowUpdate u = update("nightly", S::Running, 3, 10, u"Linking"_s);
        u.name = u"Nightly build"_s;
        peer.send(u);
        QTRY_COMPARE(label("workflowSteps")->text(), u"3 / 10"_s);
        QCOMPARE(label("workflowStatus")->text(), u"Running"_s);
        QCOMPARE(widget.findChild<ElidedLabel *>(u"workflowName"_s)->text(), u"Nightly build"_s);
        QCOMPARE(widget.findChild<ElidedLabel *>(u"workflowMessage"_s)->text(), u"Linking"_s);
        QCOMPARE(finished.size(), 0);

        peer.send(update("nightly", S::Completed, 10, 10, {}, 2));
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(finished[0][0].value<WorkflowStatus>(), S::Completed);
    }

    void comesBackByItselfAndAtOnceOnAClick()
    {
        ScriptedPeer peer;
        WorkflowProgressWidget widget(peer.url(), id("nightly"));
        widget.resize(400, widget.sizeHint().height());
        widget.show();
        QTRY_COMPARE(widget.connection()->state(), State::Connected);
        peer.stop();
        auto *bar = widget.findChild<ConnectionBar *>();
        auto *button = widget.findChild<QPushButton *>();
        QTRY_VERIFY(button->isVisible() && bar->text().startsWith(u"Trying again in"_s));
        QTRY_VERIFY_WITH_TIMEOUT(
            widget.connection()->attempt() >= 3 && widget.connection()->state() == State::Waiting, 10000);
        peer.listen();
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(widget.connection()->state(), State::Connected);
        QVERIFY(!button->isVisible());
    }
};

QTEST_MAIN(tst_WorkflowProgressWidget)
#include "tst_workflowprogresswidget.moc"
