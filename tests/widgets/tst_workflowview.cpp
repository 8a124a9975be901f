#include "widgets/workflowview.h"

#include "client/workflowfilter.h"
#include "client/workflowmodel.h"
#include "tests/client/updates.h"
#include "widgets/busyanimation.h"
#include "widgets/progressbar.h"
#include "widgets/theme.h"
#include "widgets/workflowdelegate.h"

#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QTest>

using namespace Flowcast;
using namespace Flowcast::Testing;
using namespace Qt::Literals::StringLiterals;

class tst_WorkflowView : public QObject
{
    Q_OBJECT

    using M = WorkflowModel;
    using S = WorkflowStatus;

    M *m_model = nullptr;
    WorkflowFilter *m_filter = nullptr;
    std::unique_ptr<WorkflowView> m_view;

    [[nodiscard]] QModelIndex cell(const char *workflow, int column) const
    {
        return m_filter->indexOf(id(workflow)).siblingAtColumn(column);
    }

    /// The colour in the bar of a row at a share of its length.
    [[nodiscard]] QColor barColor(const char *workflow, double share) const
    {
        const QRect bar
            = WorkflowDelegate::barRect(m_view->visualRect(cell(workflow, M::ProgressColumn)), m_view->font());
        const QImage image = m_view->viewport()->grab().toImage();
        return image.pixelColor(bar.left() + int(share * (bar.width() - 1)), bar.center().y());
    }

    void show(const std::vector<WorkflowUpdate> &updates, int width = 1000)
    {
        for (const WorkflowUpdate &u : updates) {
            m_model->apply(u);
        }
        m_model->flush();
        m_view->resize(width, 400);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        m_view->setFocus();
        QTRY_COMPARE(m_filter->rowCount(), m_model->rowCount());
    }

private Q_SLOTS:
    void initTestCase() { QApplication::setPalette(Theme::palette(false)); }

    void init()
    {
        m_view.reset();
        delete m_filter;
        delete m_model;
        m_model = new M(this);
        m_filter = new WorkflowFilter(m_model, this);
        m_view = std::make_unique<WorkflowView>(m_filter);
    }

    void barIsAsLongAsTheProgress_data()
    {
        QTest::addColumn<quint32>("step");
        QTest::addColumn<S>("status");
        QTest::newRow("none") << 0u << S::Running;
        QTest::newRow("30%") << 30u << S::Running;
        QTest::newRow("60%, failed") << 60u << S::Failed;
        QTest::newRow("90%, paused") << 90u << S::Paused;
        QTest::newRow("all") << 100u << S::Completed;
    }

    void barIsAsLongAsTheProgress()
    {
        QFETCH(quint32, step);
        QFETCH(S, status);
        show({update("a", status, step, 100)});
        const Theme theme(m_view->palette());
        for (int percent = 5; percent < 100; percent += 10) {
            QCOMPARE(barColor("a", percent / 100.0), percent < int(step) ? theme.status(status) : theme.track());
        }
    }

    void oneStepIsMissingAndItShows()
    {
        show({update("a", S::Running, 99999, 100000)});
        QVERIFY(barColor("a", 1.0) != Theme(m_view->palette()).status(S::Running));
    }

    void barFollowsUpdates()
    {
        show({update("a", S::Running, 10, 100)});
        const Theme theme(m_view->palette());
        QCOMPARE(barColor("a", 0.5), theme.track());
        m_model->apply(update("a", S::Running, 80, 100, {}, 2));
        QTRY_COMPARE(barColor("a", 0.5), theme.status(S::Running));
    }

    void busyBarMovesWhileItIsSeen()
    {
        show({update("a", S::Running, 7, 0)});
        QTRY_VERIFY(m_view->animation()->isActive());
        const QColor before = barColor("a", 0.5);
        QTRY_VERIFY(barColor("a", 0.5) != before);
        m_model->apply(update("a", S::Completed, 7, 7, {}, 2));
        QTRY_VERIFY(!m_view->animation()->isActive());
    }

    void nothingMovesWithoutABusyBar()
    {
        show({update("a", S::Running, 1, 2), update("b", S::Pending)});
        m_view->viewport()->grab();
        QVERIFY(!m_view->animation()->isActive());
    }

    void chosenRowIsTinted()
    {
        show({update("a", S::Running, 1, 2), update("b", S::Running, 1, 2)});
        QTest::mouseClick(
            m_view->viewport(), Qt::LeftButton, {}, m_view->visualRect(cell("b", M::NameColumn)).center());
        QCOMPARE(m_view->currentWorkflow(), id("b"));
        const QPoint corner = m_view->visualRect(cell("b", M::NameColumn)).topRight() - QPoint(2, -2);
        QCOMPARE(m_view->viewport()->grab().toImage().pixelColor(corner), Theme(m_view->palette()).selection());
    }

    void keysWalkTheList()
    {
        show({running("a"), running("b"), running("c")});
        QSignalSpy chosen(m_view.get(), &WorkflowView::currentWorkflowChanged);
        QSignalSpy details(m_view.get(), &WorkflowView::detailsRequested);
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QCOMPARE(m_view->currentWorkflow(), id("a"));
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QCOMPARE(m_view->currentWorkflow(), id("b"));
        QTest::keyClick(m_view.get(), Qt::Key_End);
        QCOMPARE(m_view->currentWorkflow(), id("c"));
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        QCOMPARE(m_view->currentWorkflow(), id("a"));
        QTest::keyClick(m_view.get(), Qt::Key_Return);
        QCOMPARE(details.size(), 1);
        QCOMPARE(chosen.size(), 4);
    }

    void copiesTheId()
    {
        show({running("build-7")});
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"build-7"_s);
    }

    void choosesNobodyElseWhenTheChosenRowGoes()
    {
        show({running("a"), running("b")});
        m_view->choose(id("a"));
        QSignalSpy chosen(m_view.get(), &WorkflowView::currentWorkflowChanged);
        m_filter->setText(u"b"_s);
        QVERIFY(!m_view->currentIndex().isValid() || m_filter->at(m_view->currentIndex().row()).workflowId != id("b"));
        for (const auto &arguments : chosen) {
            QVERIFY(arguments.at(0).value<WorkflowId>() != id("b"));
        }
        m_filter->setText({});
        QCOMPARE(m_filter->rowCount(), 2);
    }

    void narrowWindowsHideWhatMattersLess()
    {
        show({running("a")}, 1000);
        QVERIFY(!m_view->isColumnHidden(M::MessageColumn));
        m_view->resize(700, 400);
        QVERIFY(m_view->isColumnHidden(M::MessageColumn));
        QVERIFY(!m_view->isColumnHidden(M::StepsColumn));
        m_view->resize(380, 400);
        QVERIFY(m_view->isColumnHidden(M::StepsColumn));
        QVERIFY(m_view->isColumnHidden(M::AgeColumn));
        QVERIFY(!m_view->isColumnHidden(M::ProgressColumn));
    }

    void fiftyThousandRowsAreShownAtOnce()
    {
        std::vector<WorkflowUpdate> updates;
        for (int i = 0; i < 50000; ++i) {
            updates.push_back(running(("w" + QByteArray::number(i)).constData()));
        }
        QElapsedTimer timer;
        timer.start();
        show(updates);
        QTest::keyClick(m_view.get(), Qt::Key_End);
        m_view->viewport()->grab();
        const qint64 shown = timer.restart();
        for (int i = 0; i < 50000; i += 50) {
            m_model->apply(running(("w" + QByteArray::number(i)).constData(), 2, 2));
        }
        m_model->flush();
        QCoreApplication::processEvents();
        m_view->viewport()->grab();
        const qint64 updated = timer.elapsed();
        qInfo("50,000 rows: shown in %lld ms, a frame with 1,000 changes %lld ms", shown, updated);
        QVERIFY2(updated < 500, "a frame must not cost a pass over all rows for each change");
    }

    void progressBarWidgetPaintsTheSame()
    {
        ProgressBar bar;
        bar.resize(300, 24);
        bar.setUpdate(update("a", S::Running, 60, 100));
        const QImage image = bar.grab().toImage();
        const Theme theme(bar.palette());
        const QRect rect = bar.barRect();
        QCOMPARE(image.pixelColor(rect.left() + rect.width() * 55 / 100, rect.center().y()), theme.status(S::Running));
        QCOMPARE(image.pixelColor(rect.left() + rect.width() * 65 / 100, rect.center().y()), theme.track());
        QCOMPARE(bar.accessibleDescription(), u"60%"_s);
    }
};

QTEST_MAIN(tst_WorkflowView)
#include "tst_workflowview.moc"
