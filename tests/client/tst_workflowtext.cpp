#include "client/workflowtext.h"

#include "tests/client/updates.h"

#include <QLocale>
#include <QTest>

using namespace Flowcast;
using namespace Flowcast::Testing;
using namespace Qt::Literals::StringLiterals;

class tst_WorkflowText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void progress_data()
    {
        QTest::addColumn<WorkflowStatus>("status");
        QTest::addColumn<quint32>("step");
        QTest::addColumn<quint32>("total");
        QTest::addColumn<QString>("percent");
        QTest::addColumn<QString>("steps");
        using S = WorkflowStatus;
        QTest::newRow("part") << S::Running << 3u << 10u << u"30%"_s << u"3 / 10"_s;
        QTest::newRow("exact hundredths") << S::Running << 29u << 100u << u"29%"_s << u"29 / 100"_s;
        QTest::newRow("rounds down") << S::Running << 999u << 1000u << u"99%"_s << u"999 / 1000"_s;
        QTest::newRow("all") << S::Running << 10u << 10u << u"100%"_s << u"10 / 10"_s;
        QTest::newRow("unknown total") << S::Running << 7u << 0u << QString() << u"7 / ?"_s;
        QTest::newRow("nothing known") << S::Pending << 0u << 0u << QString() << u"–"_s;
        QTest::newRow("completed without steps") << S::Completed << 0u << 0u << u"100%"_s << u"–"_s;
        QTest::newRow("past the total") << S::Running << 12u << 10u << u"100%"_s << u"12 / 10"_s;
        QTest::newRow("largest") << S::Running << 4294967294u << 4294967295u << u"99%"_s
                                 << u"4294967294 / 4294967295"_s;
    }

    void progress()
    {
        QFETCH(WorkflowStatus, status);
        QFETCH(quint32, step);
        QFETCH(quint32, total);
        const WorkflowUpdate u = update("a", status, step, total);
        QTEST(percentText(u), "percent");
        QTEST(stepsText(u), "steps");
    }

    void ages_data()
    {
        QTest::addColumn<std::chrono::milliseconds>("age");
        QTest::addColumn<QString>("text");
        QTest::addColumn<std::chrono::milliseconds>("lasts");
        using namespace std::chrono_literals;
        using Ms = std::chrono::milliseconds;
        QTest::newRow("ahead") << Ms(-5s) << u"now"_s << Ms(6s);
        QTest::newRow("now") << Ms(0) << u"now"_s << Ms(1s);
        QTest::newRow("second") << Ms(1s) << u"1 s"_s << Ms(1s);
        QTest::newRow("seconds") << Ms(12400) << u"12 s"_s << Ms(600);
        QTest::newRow("before a minute") << Ms(59999) << u"59 s"_s << Ms(1);
        QTest::newRow("minutes") << Ms(3min + 10s) << u"3 min"_s << Ms(50s);
        QTest::newRow("hours") << Ms(5h) << u"5 h"_s << Ms(1h);
        QTest::newRow("days") << Ms(49h) << u"2 d"_s << Ms(23h);
        QTest::newRow("years") << Ms(800 * 24h) << u"2 y"_s << Ms(295 * 24h);
    }

    void ages()
    {
        QFETCH(std::chrono::milliseconds, age);
        QTEST(ageText(age), "text");
        QTEST(untilAgeTextChanges(age), "lasts");
    }
};

QTEST_GUILESS_MAIN(tst_WorkflowText)
#include "tst_workflowtext.moc"
