#include "client/workflowfilter.h"

#include "client/workflowmodel.h"
#include "tests/client/updates.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace Flowcast;
using namespace Flowcast::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class tst_WorkflowFilter : public QObject
{
    Q_OBJECT

    static QByteArrayList ids(const WorkflowFilter &filter)
    {
        QByteArrayList result;
        for (int row = 0; row < filter.rowCount(); ++row) {
            result << filter.at(row).workflowId.bytes();
        }
        return result;
    }

    static void fillMixed(WorkflowModel &model)
    {
        WorkflowUpdate named = update("nightly-42", WorkflowStatus::Running, 3, 10, u"Linking flowcast"_s);
        named.name = u"Nightly build"_s;
        model.apply(update("old", WorkflowStatus::Completed, 1, 1));
        model.apply(update("wait", WorkflowStatus::Pending));
        model.apply(named);
        model.apply(update("bad", WorkflowStatus::Failed, 1, 2, u"Exit code 2"_s));
        model.apply(update("rest", WorkflowStatus::Paused, 1, 2));
        model.apply(update("build-10", WorkflowStatus::Running, 1, 2));
        model.apply(update("build-9", WorkflowStatus::Running, 1, 2));
        model.flush();
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void activeOnesComeFirst()
    {
        WorkflowModel model;
        WorkflowFilter filter(&model);
        QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        WorkflowUpdate earlier = update("earlier", WorkflowStatus::Cancelled);
        earlier.timestamp -= 1h;
        model.apply(earlier);
        fillMixed(model);
        QTRY_COMPARE(ids(filter).first(5), (QByteArrayList{"build-9", "build-10", "nightly-42", "rest", "wait"}));
        QCOMPARE(ids(filter).last(), "earlier");
    }

    void followsAChangeOfStatus()
    {
        WorkflowModel model;
        WorkflowFilter filter(&model);
        QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fillMixed(model);
        WorkflowUpdate failed = update("build-9", WorkflowStatus::Failed, 1, 2, {}, 2);
        failed.timestamp += 1s;
        model.apply(failed);
        QTRY_COMPARE(ids(filter).indexOf("build-9"), 4); // the latest of the ended ones
    }

    void progressMovesNoRows()
    {
        WorkflowModel model;
        WorkflowFilter filter(&model);
        QSignalSpy layout(&filter, &WorkflowFilter::layoutChanged);
        fillMixed(model);
        QTRY_COMPARE(layout.size(), 1);
        QSignalSpy changed(&filter, &WorkflowFilter::dataChanged);
        model.apply(update("nightly-42", WorkflowStatus::Running, 4, 10, u"More"_s, 2));
        QTRY_COMPARE(changed.size(), 1);
        QCoreApplication::processEvents();
        QCOMPARE(layout.size(), 1);
    }

    void findsEveryWord_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArrayList>("found");
        QTest::newRow("nothing typed is everything")
            << u"  "_s << QByteArrayList{"bad", "build-10", "build-9", "nightly-42", "old", "rest", "wait"};
        QTest::newRow("name, other case") << u"NIGHTLY BUI"_s << QByteArrayList{"nightly-42"};
        QTest::newRow("id") << u"build-"_s << QByteArrayList{"build-10", "build-9"};
        QTest::newRow("name or id") << u"build"_s << QByteArrayList{"build-10", "build-9", "nightly-42"};
        QTest::newRow("message") << u"exit"_s << QByteArrayList{"bad"};
        QTest::newRow("status word") << u"paused"_s << QByteArrayList{"rest"};
        QTest::newRow("words of different fields") << u"running linking"_s << QByteArrayList{"nightly-42"};
        QTest::newRow("not a pattern") << u".*"_s << QByteArrayList{};
    }

    void findsEveryWord()
    {
        QFETCH(QString, text);
        WorkflowModel model;
        WorkflowFilter filter(&model);
        QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fillMixed(model);
        filter.setText(text);
        QByteArrayList found = ids(filter);
        std::sort(found.begin(), found.end());
        QTEST(found, "found");
    }

    void rowsEnterAndLeaveTheFilter()
    {
        WorkflowModel model;
        WorkflowFilter filter(&model);
        fillMixed(model);
        filter.setText(u"failed"_s);
        QCOMPARE(ids(filter), QByteArrayList{"bad"});
        model.apply(update("build-9", WorkflowStatus::Failed, 1, 2, {}, 2));
        QTRY_COMPARE(filter.rowCount(), 2);
        model.apply(update("bad", WorkflowStatus::Running, 1, 2, {}, 2));
        QTRY_COMPARE(ids(filter), QByteArrayList{"build-9"});
        QVERIFY(!filter.indexOf(id("bad")).isValid());
        QCOMPARE(filter.indexOf(id("build-9")).row(), 0);
    }

    void sortsByColumn()
    {
        WorkflowModel model;
        WorkflowFilter filter(&model);
        fillMixed(model);
        filter.sort(WorkflowModel::NameColumn, Qt::DescendingOrder);
        QCOMPARE(ids(filter), (QByteArrayList{"wait", "rest", "old", "nightly-42", "build-10", "build-9", "bad"}));
        filter.sort(WorkflowModel::ProgressColumn, Qt::DescendingOrder);
        QCOMPARE(ids(filter).first(), "old");
    }

    void fiftyThousandRowsStayFast()
    {
        WorkflowModel model;
        WorkflowFilter filter(&model);
        QRandomGenerator random(1);
        for (int i = 0; i < 50000; ++i) {
            model.apply(running(("w" + QByteArray::number(random.generate())).constData()));
        }
        model.flush();
        QElapsedTimer timer;
        timer.start();
        filter.sort(WorkflowModel::StatusColumn);
        const qint64 sorted = timer.restart();
        for (int round = 0; round < 10; ++round) {
            for (int row = 0; row < 50000; row += 50) {
                WorkflowUpdate u = model.at(row);
                u.version += 1;
                u.status
                    = round % 2 ? WorkflowStatus::Running : WorkflowStatus::Failed; // the costly case: order changes
                model.apply(u);
            }
            model.flush();
            QCoreApplication::processEvents();
        }
        const qint64 updated = timer.restart();
        filter.setText(u"w99"_s);
        const qint64 filtered = timer.elapsed();
        qInfo("50,000 rows: sort %lld ms, 10 batches of 1,000 changed states %lld ms, filter %lld ms", sorted, updated,
            filtered);
        QVERIFY2(updated < 3000, "a changed state must not cost a pass over all rows");
    }
};

QTEST_GUILESS_MAIN(tst_WorkflowFilter)
#include "tst_workflowfilter.moc"
