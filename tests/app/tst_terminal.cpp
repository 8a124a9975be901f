#include "app/terminal/livescreen.h"
#include "app/terminal/progressbar.h"
#include "app/terminal/terminal.h"
#include "app/terminal/terminaltable.h"
#include "app/terminal/textwidth.h"
#include "app/terminal/workflowlines.h"

#include <QtTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

WorkflowUpdate makeState(QByteArrayView id, WorkflowStatus status, quint32 step = 0, quint32 total = 0)
{
    WorkflowUpdate update;
    update.workflowId = *WorkflowId::fromBytes(id);
    update.status = status;
    update.currentStep = step;
    update.totalSteps = total;
    return update;
}

std::vector<const WorkflowUpdate *> pointers(const std::vector<WorkflowUpdate> &updates)
{
    std::vector<const WorkflowUpdate *> result;
    for (const WorkflowUpdate &update : updates) {
        result.push_back(&update);
    }
    return result;
}

} // namespace

class TestTerminal final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void widths_data();
    void widths();
    void clipsToTheWidth_data();
    void clipsToTheWidth();
    void bars_data();
    void bars();
    void busyBarsGoToAndFro();
    void linesFitEveryWidth();
    void linesShowWhatMatters();
    void cutSpacesLeaveNoMark();
    void coloursAreNeverTheOnlySign();
    void controlCharactersDoNotPass();
    void theOnesStillGoingAreChosen();
    void theRestIsCounted();
    void drawsInPlace();
    void drawsInPlaceAfterTheWindowShrank();
    void tablesAlign();
    void tablesFitTheTerminal();
    void unicodeIsTheLocales();
};

void TestTerminal::widths_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("width");

    QTest::newRow("empty") << QString() << 0;
    QTest::newRow("ascii") << u"abc"_s << 3;
    QTest::newRow("umlaut") << u"ä"_s << 1;
    QTest::newRow("combining") << u"a\u0308"_s << 1;
    QTest::newRow("wide") << u"日本"_s << 4;
    QTest::newRow("emoji") << u"🚀"_s << 2;
    QTest::newRow("lone surrogate") << QString(QChar(0xd83d)) << 1;
}

void TestTerminal::widths()
{
    QFETCH(QString, text);
    QTEST(displayWidth(text), "width");
}

void TestTerminal::clipsToTheWidth_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("width");
    QTest::addColumn<QString>("expected");

    QTest::newRow("fits") << u"abc"_s << 3 << u"abc"_s;
    QTest::newRow("cut") << u"abcd"_s << 3 << u"ab…"_s;
    QTest::newRow("nothing") << u"abc"_s << 0 << QString();
    QTest::newRow("negative") << u"abc"_s << -5 << QString();
    QTest::newRow("one") << u"abc"_s << 1 << u"…"_s;
    QTest::newRow("wide is not halved") << u"日本語"_s << 4 << u"日…"_s;
    QTest::newRow("marks stay with theirs") << u"a\u0308bc"_s << 2 << u"a\u0308…"_s;
    QTest::newRow("pairs stay whole") << u"🚀🚀"_s << 3 << u"🚀…"_s;
}

void TestTerminal::clipsToTheWidth()
{
    QFETCH(QString, text);
    QFETCH(int, width);
    QTEST(clipped(text, width), "expected");
    QCOMPARE(displayWidth(fitted(text, width)), std::max(0, width));
}

void TestTerminal::bars_data()
{
    using enum WorkflowStatus;
    QTest::addColumn<WorkflowUpdate>("update");
    QTest::addColumn<QString>("expected");

    QTest::newRow("empty") << makeState("a", Running, 0, 8) << u"░░░░░░░░"_s;
    QTest::newRow("half") << makeState("a", Running, 4, 8) << u"████░░░░"_s;
    QTest::newRow("not quite") << makeState("a", Running, 999, 1000) << u"███████░"_s;
    QTest::newRow("whole") << makeState("a", Running, 8, 8) << u"████████"_s;
    QTest::newRow("huge") << makeState("a", Failed, 0xfffffffe, 0xffffffff) << u"███████░"_s;
    QTest::newRow("unknown, pending") << makeState("a", Pending) << u"░░░░░░░░"_s;
    QTest::newRow("unknown, paused") << makeState("a", Paused, 3) << u"░░░░░░░░"_s;
    QTest::newRow("unknown, completed") << makeState("a", Completed) << u"████████"_s;
}

void TestTerminal::bars()
{
    QFETCH(WorkflowUpdate, update);
    QTEST(progressBar(update, 8, true, 3), "expected");
    QCOMPARE(progressBar(update, 0, true, 3), QString());
}

void TestTerminal::busyBarsGoToAndFro()
{
    const WorkflowUpdate busy = makeState("a", WorkflowStatus::Running, 5);
    QStringList frames;
    for (int tick = 0; tick < 6; ++tick) {
        frames.append(progressBar(busy, 4, false, tick));
    }
    QCOMPARE(frames, (QStringList{u"#---"_s, u"-#--"_s, u"--#-"_s, u"---#"_s, u"--#-"_s, u"-#--"_s}));
    QCOMPARE(progressBar(busy, 1, false, 7), u"#"_s);
}

void TestTerminal::linesFitEveryWidth()
{
    std::vector<WorkflowUpdate> states{makeState("nightly-build-with-a-long-name", WorkflowStatus::Running, 3, 10),
        makeState("b", WorkflowStatus::Completed, 0xffffffff, 0xffffffff)};
    states[0].message = u"日本語-a-message-that-goes-on-and-on-🚀-and-on-"_s.repeated(9);
    for (int columns = 0; columns < 200; ++columns) {
        for (const TerminalLine &line : workflowLines(pointers(states), {.columns = columns})) {
            QVERIFY(line.width <= columns);
            QCOMPARE(displayWidth(line.text), line.width);
        }
    }
}

void TestTerminal::linesShowWhatMatters()
{
    std::vector<WorkflowUpdate> states{makeState("nightly", WorkflowStatus::Running, 3, 10)};
    states[0].message = u"Linking"_s;
    const QString line = workflowLines(pointers(states), {.columns = 79}).at(0).text;
    QCOMPARE(line, u"nightly  running    ████░░░░░░░░░░░░   30%  3 / 10  Linking"_s);
    states[0].name = u"Nightly build"_s;
    QVERIFY(workflowLines(pointers(states), {.columns = 79}).at(0).text.startsWith(u"Nightly build  running"_s));
}

void TestTerminal::cutSpacesLeaveNoMark()
{
    const std::vector<WorkflowUpdate> states{
        makeState("twelve-chars", WorkflowStatus::Running, 3, 10), makeState("b", WorkflowStatus::Running, 10, 100)};
    const QString whole = workflowLines(pointers(states), {.columns = 59}).at(0).text.trimmed();
    QVERIFY(whole.endsWith(u"3 / 10"_s));
    QCOMPARE(workflowLines(pointers(states), {.columns = int(whole.size())}).at(0).text, whole);
}

void TestTerminal::coloursAreNeverTheOnlySign()
{
    for (const WorkflowStatus status : AllWorkflowStatuses) {
        const std::vector<WorkflowUpdate> states{makeState("a", status, 3, 10)};
        const TerminalLine plain = workflowLines(pointers(states), {.columns = 60}).at(0);
        const TerminalLine coloured = workflowLines(pointers(states), {.columns = 60, .hasColours = true}).at(0);
        QVERIFY(plain.text.contains(toText(status)));
        QVERIFY(!plain.text.contains(u'\x1b'));
        QVERIFY(coloured.text.contains(u"\x1b["_s));
        QCOMPARE(coloured.width, plain.width);
    }
}

void TestTerminal::controlCharactersDoNotPass()
{
    WorkflowUpdate update = makeState("a", WorkflowStatus::Running, 3, 10);
    update.name = u"\x1b]0;title\a name"_s;
    update.message = u"\x1b[2J\r\n\u009b31m\u202e message"_s;
    TerminalTable table({.columns = 0});
    table.add(update, update.timestamp);
    const QString text = workflowLines({&update}, {.columns = 150}).at(0).text + table.lines().join(u' ');
    QVERIFY(text.contains(u"message"_s));
    for (const QChar c : text) {
        QVERIFY2(c.isPrint(), qPrintable(QString::number(c.unicode(), 16)));
    }
}

void TestTerminal::theOnesStillGoingAreChosen()
{
    using enum WorkflowStatus;
    std::vector<WorkflowUpdate> states{makeState("ended-old", Failed), makeState("going-old", Running),
        makeState("ended-new", Completed), makeState("going-new", Paused)};
    states[2].timestamp = states[3].timestamp = Timestamp(5s);
    const auto all = pointers(states);
    QCOMPARE(chosen(all, 4), all);
    QCOMPARE(chosen(all, 3), (std::vector{all[1], all[2], all[3]}));
    QCOMPARE(chosen(all, 2), (std::vector{all[1], all[3]}));
    QCOMPARE(chosen(all, 1), (std::vector{all[3]}));
    QVERIFY(chosen(all, 0).empty());
}

void TestTerminal::theRestIsCounted()
{
    using enum WorkflowStatus;
    const std::vector<WorkflowUpdate> states{makeState("a", Running), makeState("b", Running), makeState("c", Failed)};
    const auto all = pointers(states);
    QCOMPARE(restText(all, {all[0]}), u"… and 2 more: 1 running, 1 failed"_s);
}

void TestTerminal::drawsInPlace()
{
    LiveScreen screen;
    QCOMPARE(screen.draw({{u"one"_s, 3}, {u"two"_s, 3}}, 80), u"\r\x1b[Jone\x1b[K\r\ntwo\x1b[K\r\n\x1b[J"_s);
    QCOMPARE(screen.draw({{u"one"_s, 3}}, 80), u"\r\x1b[2Aone\x1b[K\r\n\x1b[J"_s);
    QCOMPARE(screen.draw({}, 80), u"\r\x1b[1A\x1b[J"_s);
    QCOMPARE(screen.draw({}, 80), u"\r\x1b[J"_s);
}

void TestTerminal::drawsInPlaceAfterTheWindowShrank()
{
    LiveScreen screen;
    (void)screen.draw({{QString(79, u'x'), 79}, {QString(), 0}}, 80);
    QVERIFY(screen.draw({}, 40).startsWith(u"\r\x1b[3A\x1b[J"_s)); // two rows of the first, one of the second
}

void TestTerminal::tablesAlign()
{
    TerminalTable table({.columns = 0});
    WorkflowUpdate first = makeState("nightly", WorkflowStatus::Running, 3, 10);
    first.message = u"Linking"_s;
    WorkflowUpdate second = makeState("b", WorkflowStatus::Completed);
    second.name = u"日本"_s;
    table.add(first, first.timestamp + 12s);
    table.add(second, second.timestamp);
    QCOMPARE(table.lines(),
        (QStringList{
            u"ID       STATUS     DONE  STEPS   AGE   NAME  MESSAGE"_s,
            u"nightly  running    30%   3 / 10  12 s        Linking"_s,
            u"b        completed  100%  –       now   日本"_s,
        }));
}

void TestTerminal::tablesFitTheTerminal()
{
    WorkflowUpdate update = makeState(QByteArray(200, 'i'), WorkflowStatus::Running, 3, 10);
    update.message = QString(4000, u'm');
    update.name = QString(200, u'n');
    for (const int columns : {1, 10, 40, 80, 132}) {
        TerminalTable table({.columns = columns});
        table.add(update, update.timestamp);
        for (const QString &line : table.lines()) {
            QVERIFY(displayWidth(line) <= columns);
        }
    }
}

void TestTerminal::unicodeIsTheLocales()
{
    qunsetenv("LC_ALL");
    qunsetenv("LC_CTYPE");
    qputenv("LANG", "de_DE.UTF-8");
    QVERIFY(hasUnicode());
    qputenv("LC_ALL", "C");
    QVERIFY(!hasUnicode());
    qputenv("LC_ALL", "C.utf8");
    QVERIFY(hasUnicode());
    qunsetenv("LC_ALL");
    qunsetenv("LANG");
    QVERIFY(!hasUnicode());
}

QTEST_GUILESS_MAIN(TestTerminal)
#include "tst_terminal.moc"
