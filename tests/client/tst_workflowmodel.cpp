#include "client/workflowmodel.h"

#include "tests/client/updates.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace Flowcast;
using namespace Flowcast::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class tst_WorkflowModel : public QObject
{
    Q_OBJECT

    using M = WorkflowModel;

    static QList<int> rangeOf(const QList<QVariant> &dataChanged)
    {
        const auto topLeft = dataChanged.at(0).toModelIndex();
        const auto bottomRight = dataChanged.at(1).toModelIndex();
        return {topLeft.row(), topLeft.column(), bottomRight.row(), bottomRight.column()};
    }

    static void fill(M &model, int rows)
    {
        for (int i = 0; i < rows; ++i) {
            model.apply(running(("w" + QByteArray::number(i)).constData()));
        }
        model.flush();
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void gathersUpdatesIntoOneInsertion()
    {
        M model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy inserted(&model, &M::rowsInserted);
        for (quint64 version = 1; version <= 100; ++version) {
            model.apply(running("a", version));
            model.apply(running("b", version));
        }
        QCOMPARE(model.rowCount(), 0);
        QTRY_COMPARE(model.rowCount(), 2);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(model.at(0).workflowId, id("a"));
        QCOMPARE(model.at(1).version, 100u);
    }

    void tellsOnlyTheColumnsThatChanged_data()
    {
        QTest::addColumn<WorkflowUpdate>("after");
        QTest::addColumn<QList<int>>("range");
        WorkflowUpdate base = running("w1", 2);
        base.timestamp = {};
        WorkflowUpdate u = base;
        u.currentStep = 2;
        QTest::newRow("steps") << u << QList<int>{1, M::ProgressColumn, 1, M::StepsColumn};
        u = base;
        u.message = u"hi"_s;
        QTest::newRow("message") << u << QList<int>{1, M::MessageColumn, 1, M::MessageColumn};
        u = base;
        u.name = u"One"_s;
        QTest::newRow("name") << u << QList<int>{1, M::NameColumn, 1, M::NameColumn};
        u = base;
        u.status = WorkflowStatus::Failed;
        QTest::newRow("status") << u << QList<int>{1, M::StatusColumn, 1, M::ProgressColumn};
        u = base;
        u.timestamp += 5s;
        QTest::newRow("time") << u << QList<int>{1, M::AgeColumn, 1, M::AgeColumn};
        QTest::newRow("nothing") << base << QList<int>{};
    }

    void tellsOnlyTheColumnsThatChanged()
    {
        QFETCH(WorkflowUpdate, after);
        QFETCH(QList<int>, range);
        M model;
        for (const char *name : {"w0", "w1", "w2"}) {
            WorkflowUpdate u = running(name);
            u.timestamp = {};
            model.apply(u);
        }
        model.flush();
        QSignalSpy changed(&model, &M::dataChanged);
        model.apply(after);
        model.flush();
        QCOMPARE(changed.size(), range.isEmpty() ? 0 : 1);
        if (!range.isEmpty()) {
            QCOMPARE(rangeOf(changed[0]), range);
        }
        QCOMPARE(model.at(1), after);
    }

    void joinsNeighboursIntoOneRange()
    {
        M model;
        fill(model, 10);
        QSignalSpy changed(&model, &M::dataChanged);
        for (const char *name : {"w7", "w3", "w2", "w4"}) {
            WorkflowUpdate u = running(name, 2, 5);
            u.timestamp = model.at(model.rowOf(id(name))).timestamp;
            model.apply(u);
        }
        model.flush();
        QCOMPARE(changed.size(), 2);
        QCOMPARE(rangeOf(changed[0]), (QList<int>{2, M::ProgressColumn, 4, M::StepsColumn}));
        QCOMPARE(rangeOf(changed[1]), (QList<int>{7, M::ProgressColumn, 7, M::StepsColumn}));
    }

    void neverGoesBack()
    {
        M model;
        model.apply(running("a", 5));
        model.apply(running("a", 4)); // within one batch
        model.flush();
        QCOMPARE(model.at(0).version, 5u);
        model.apply(running("a", 3)); // and later
        model.flush();
        QCOMPARE(model.at(0).version, 5u);
    }

    void startsAnewAfterRemoveAndClear()
    {
        M model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply(running("a", 5));
        model.flush();
        model.remove(id("a"));
        model.apply(running("a", 2)); // before the removal is shown
        model.flush();
        QCOMPARE(model.at(0).version, 2u);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        model.apply(running("a", 1));
        model.flush();
        QCOMPARE(model.at(0).version, 1u);
    }

    void forgetsWhatWasGatheredWhenCleared()
    {
        M model;
        model.apply(running("a"));
        model.clear();
        model.flush();
        QCOMPARE(model.rowCount(), 0);
    }

    void removesRowsAndKeepsTheRest()
    {
        M model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fill(model, 10);
        QSignalSpy removed(&model, &M::rowsRemoved);
        for (const char *name : {"w1", "w2", "w8", "unknown"}) {
            model.remove(id(name));
        }
        model.flush();
        QCOMPARE(removed.size(), 2);
        QCOMPARE(model.rowCount(), 7);
        QCOMPARE(model.rowOf(id("w1")), -1);
        QCOMPARE(model.rowOf(id("w9")), 6);
        QCOMPARE(model.at(1).workflowId, id("w3"));
        QCOMPARE(model.count(WorkflowStatus::Running), 7);
    }

    void rowOfIsRightWhileRowsAreBeingRemoved()
    {
        M model;
        fill(model, 10);
        bool right = true;
        connect(&model, &M::rowsRemoved, this, [&] {
            for (int row = 0; row < model.rowCount(); ++row) {
                right = right && model.rowOf(model.at(row).workflowId) == row;
            }
        });
        model.remove(id("w1"));
        model.remove(id("w5"));
        model.flush();
        QVERIFY(right);
    }

    void removesManyScatteredRowsAtOnce()
    {
        M model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fill(model, 1000);
        for (int i = 0; i < 1000; i += 2) {
            model.remove(id(("w" + QByteArray::number(i)).constData()));
        }
        model.flush();
        QCOMPARE(model.rowCount(), 500);
        QCOMPARE(model.at(499).workflowId, id("w999"));
        QCOMPARE(model.rowOf(id("w501")), 250);
        QCOMPARE(model.count(WorkflowStatus::Running), 500);
    }

    void countsByStatus()
    {
        M model;
        QSignalSpy counts(&model, &M::countsChanged);
        fill(model, 3);
        QCOMPARE(model.count(WorkflowStatus::Running), 3);
        model.apply(update("w1", WorkflowStatus::Failed, 1, 10, {}, 2));
        model.flush();
        QCOMPARE(model.count(WorkflowStatus::Running), 2);
        QCOMPARE(model.count(WorkflowStatus::Failed), 1);
        QCOMPARE(counts.size(), 2);
        model.apply(update("w1", WorkflowStatus::Failed, 2, 10, {}, 3));
        model.flush();
        QCOMPARE(counts.size(), 2);
    }

    void agesAreToldOnlyWhenTheirTextChanges()
    {
        M model;
        Timestamp now{1'700'000'000s};
        model.setClock([&now] { return now; });
        for (const auto &[name, age] : {std::pair("young", 10s), std::pair("old", 600s)}) {
            WorkflowUpdate u = running(name);
            u.timestamp = now - age;
            model.apply(u);
        }
        model.flush();
        QSignalSpy changed(&model, &M::dataChanged);
        now += 1s;
        model.refreshAges();
        QCOMPARE(changed.size(), 1);
        QCOMPARE(rangeOf(changed[0]), (QList<int>{0, M::AgeColumn, 0, M::AgeColumn}));
        QCOMPARE(model.index(0, M::AgeColumn).data().toString(), u"11 s"_s);
        QCOMPARE(model.index(1, M::AgeColumn).data().toString(), u"10 min"_s);
        now += 59s;
        model.refreshAges();
        QCOMPARE(model.index(1, M::AgeColumn).data().toString(), u"11 min"_s);
    }

    void agesAreRefreshedByThemselves()
    {
        M model;
        Timestamp now = currentTimestamp();
        model.setClock([&now] { return now; });
        fill(model, 1);
        QSignalSpy changed(&model, &M::dataChanged);
        now += 10s;
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 3000);
    }

    void fiftyThousandRowsStayFast()
    {
        M model;
        QElapsedTimer timer;
        timer.start();
        fill(model, 50000);
        const qint64 filled = timer.restart();
        for (int round = 0; round < 10; ++round) {
            for (int i = 0; i < 50000; i += 50) {
                model.apply(running(("w" + QByteArray::number(i)).constData(), quint64(round) + 2, quint32(round)));
            }
            model.flush();
        }
        const qint64 updated = timer.restart();
        model.refreshAges();
        const qint64 aged = timer.elapsed();
        qInfo("50,000 rows: fill %lld ms, 10,000 updates in 10 batches %lld ms, ages %lld ms", filled, updated, aged);
        QVERIFY2(filled < 2000, "filling is not linear");
        QVERIFY2(updated < 1000, "an update must not cost a pass over all rows");
    }
};

QTEST_GUILESS_MAIN(tst_WorkflowModel)
#include "tst_workflowmodel.moc"
