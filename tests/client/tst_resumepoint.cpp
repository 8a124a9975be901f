#include "client/resumepoint.h"

#include <QtTest>

using namespace Flowcast;
using Verdict = ResumePoint::Verdict;

namespace {

const WorkflowId a = *WorkflowId::fromBytes("a");
const WorkflowId b = *WorkflowId::fromBytes("b");

} // namespace

class TestResumePoint final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForNothingAtFirst();
    void asksForTheHighestPlaceTold();
    void dropsWhatWasTold();
    void gapsAreNews();
    void aFirstPlaceThatCannotFollowStartsAnew();
    void anEmptyStoreStartsAnew();
    void anOlderStoreThatIsNotCompleteIsAskedAnew();
    void aLowerVersionAtAHigherPlaceIsAskedAnew();
    void aForgottenWorkflowMayStartAgain();
    void recordOnlyServersAreAlwaysNews();
};

void TestResumePoint::asksForNothingAtFirst()
{
    QVERIFY(!ResumePoint().place());
}

void TestResumePoint::asksForTheHighestPlaceTold()
{
    ResumePoint resume;
    resume.beginConnection();
    QCOMPARE(resume.judge(a, 7, 1), Verdict::Tell);
    QCOMPARE(resume.judge(b, 5, 1), Verdict::Tell); // a merged one in front of it
    QCOMPARE(resume.place(), 7u);
    QCOMPARE(resume.judgeSynced(9, true), Verdict::Tell);
    QCOMPARE(resume.place(), 9u);
}

void TestResumePoint::dropsWhatWasTold()
{
    ResumePoint resume;
    QCOMPARE(resume.judge(a, 7, 2), Verdict::Tell);
    QCOMPARE(resume.judge(a, 7, 2), Verdict::Drop);
    QCOMPARE(resume.judge(a, 6, 1), Verdict::Drop);
    QCOMPARE(resume.place(), 7u);
}

void TestResumePoint::gapsAreNews()
{
    ResumePoint resume;
    QCOMPARE(resume.judge(a, 1, 1), Verdict::Tell);
    QCOMPARE(resume.judge(a, 9, 9), Verdict::Tell);
}

void TestResumePoint::aFirstPlaceThatCannotFollowStartsAnew()
{
    ResumePoint resume;
    QCOMPARE(resume.judge(a, 7, 7), Verdict::Tell);
    resume.beginConnection();
    QCOMPARE(resume.judge(a, 2, 2), Verdict::TellAnew);
    QCOMPARE(resume.place(), 2u);
    QCOMPARE(resume.judge(a, 3, 3), Verdict::Tell);
    QCOMPARE(resume.judge(a, 3, 3), Verdict::Drop);
}

void TestResumePoint::anEmptyStoreStartsAnew()
{
    ResumePoint resume;
    resume.setPlace(7);
    resume.beginConnection();
    QCOMPARE(resume.judgeSynced(0, true), Verdict::TellAnew);
    QCOMPARE(resume.judge(a, 1, 1), Verdict::Tell);

    resume.beginConnection();
    QCOMPARE(resume.judgeSynced(1, false), Verdict::Tell); // nothing new is no new store
}

void TestResumePoint::anOlderStoreThatIsNotCompleteIsAskedAnew()
{
    ResumePoint resume;
    resume.setPlace(7);
    resume.beginConnection();
    QCOMPARE(resume.judgeSynced(3, false), Verdict::AskAnew);
}

void TestResumePoint::aLowerVersionAtAHigherPlaceIsAskedAnew()
{
    ResumePoint resume;
    QCOMPARE(resume.judge(a, 7, 5), Verdict::Tell);
    resume.beginConnection();
    QCOMPARE(resume.judge(a, 90, 4), Verdict::AskAnew);
}

void TestResumePoint::aForgottenWorkflowMayStartAgain()
{
    ResumePoint resume;
    QCOMPARE(resume.judge(a, 7, 5), Verdict::Tell);
    resume.forget(a);
    QCOMPARE(resume.judge(a, 8, 1), Verdict::Tell);
    resume.forgetAll();
    QVERIFY(!resume.place());
    QCOMPARE(resume.judge(a, 1, 1), Verdict::Tell);
}

void TestResumePoint::recordOnlyServersAreAlwaysNews()
{
    ResumePoint resume;
    QCOMPARE(resume.judge(a, 0, 0), Verdict::Tell);
    QCOMPARE(resume.judge(a, 0, 0), Verdict::Tell);
    QVERIFY(!resume.place());
}

QTEST_GUILESS_MAIN(TestResumePoint)
#include "tst_resumepoint.moc"
