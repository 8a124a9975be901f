#include "widgets/updatelogmodel.h"

#include "tests/client/updates.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Flowcast;
using namespace Flowcast::Testing;

class tst_UpdateLogModel : public QObject
{
    Q_OBJECT

    static quint64 versionAt(const UpdateLogModel &log, int row)
    {
        return log.index(row).data(UpdateLogModel::UpdateRole).value<WorkflowUpdate>().version;
    }

private Q_SLOTS:
    void showsTheNewestFirstInOneBatch()
    {
        UpdateLogModel log;
        QAbstractItemModelTester tester(&log, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy inserted(&log, &UpdateLogModel::rowsInserted);
        for (quint64 version = 1; version <= 5; ++version) {
            log.add(running("a", version));
        }
        QTRY_COMPARE(log.rowCount(), 5);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(versionAt(log, 0), 5u);
        QCOMPARE(versionAt(log, 4), 1u);
    }

    void keepsTheLatestOnly()
    {
        UpdateLogModel log;
        QAbstractItemModelTester tester(&log, QAbstractItemModelTester::FailureReportingMode::QtTest);
        log.add(running("a", 1));
        QTRY_COMPARE(log.rowCount(), 1);
        for (quint64 version = 2; version <= 1000; ++version) {
            log.add(running("a", version));
        }
        QTRY_COMPARE(log.rowCount(), UpdateLogModel::Limit);
        QCOMPARE(versionAt(log, 0), 1000u);
        QCOMPARE(versionAt(log, UpdateLogModel::Limit - 1), 1001u - UpdateLogModel::Limit);
    }

    void forgetsAll()
    {
        UpdateLogModel log;
        QAbstractItemModelTester tester(&log, QAbstractItemModelTester::FailureReportingMode::QtTest);
        log.add(running("a"));
        QTRY_COMPARE(log.rowCount(), 1);
        log.add(running("a", 2));
        log.clear();
        QCOMPARE(log.rowCount(), 0);
        QTest::qWait(0);
        QCOMPARE(log.rowCount(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_UpdateLogModel)
#include "tst_updatelogmodel.moc"
