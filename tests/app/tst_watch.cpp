#include "app/commands/watch.h"
#include "app/watch/liveview.h"
#include "tests/app/commandrun.h"
#include "tests/client/scriptedpeer.h"

#include <QSignalSpy>

#include <csignal>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

WorkflowUpdate inStatus(WorkflowStatus status, QByteArrayView id, quint64 version, quint64 cursor = 0)
{
    WorkflowUpdate update = makeUpdate(id, version, cursor);
    update.status = status;
    update.totalSteps = version <= 10 ? 10 : 1000;
    return update;
}

/// What a terminal shows after \a bytes: enough of one for LiveScreen.
QStringList screenAfter(const QString &bytes)
{
    QStringList rows{QString()};
    qsizetype row = 0;
    static const QRegularExpression token(u"\\x1b\\[([0-9;]*)([A-Za-z])|\\r|\\n|[^\\x1b\\r\\n]+"_s);
    for (auto it = token.globalMatch(bytes); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QString command = match.captured(2);
        if (command == u"A"_s) {
            row = std::max<qsizetype>(0, row - match.captured(1).toInt());
        } else if (command == u"J"_s) {
            rows.resize(row);
            rows.append(QString());
        } else if (match.captured() == u"\n"_s) {
            ++row;
            rows.resize(std::max(rows.size(), row + 1));
        } else if (command.isEmpty() && match.captured() != u"\r"_s) {
            rows[row] = match.captured(); // each line is written in one piece, without colours
        }
    }
    return rows;
}

} // namespace

/// The view, then the whole command against a server that does what the test says.
class TestWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_peer = std::make_unique<ScriptedPeer>(); }
    void exitCodeTellsTheOutcome_data();
    void exitCodeTellsTheOutcome();
    void endsWhenAllAreFinal();
    void printsALinePerUpdate();
    void printsJson();
    void resumesAfterALoss();
    void givesUpAfterTheRetries();
    void stopsWhenTheServerSaysSo();
    void aDeletedWorkflowHasNotEnded();
    void withoutIdsItWatchesAll();
    void interruptsEndIt();
    void whatDisappearedIsForgotten();
    void drawsBarsInPlace();
    void drawsNoMoreThanTwentyFramesASecond();
    void showsTheConnectionsTrouble();
    void moreWorkflowsThanLines();
    void aWriteErrorEndsIt();
    void aPipeWithoutAReaderEndsIt();

private:
    CommandRun watch(const QStringList &arguments, bool outIsTerminal = false) const;

    std::unique_ptr<ScriptedPeer> m_peer;
};

void TestWatch::initTestCase()
{
    qputenv("NO_COLOR", "1");
    qputenv("LC_ALL", "C.UTF-8");
}

CommandRun TestWatch::watch(const QStringList &arguments, bool outIsTerminal) const
{
    return runInProcess(watchCommand, arguments + QStringList{u"--server"_s, m_peer->url().toString()}, outIsTerminal);
}

void TestWatch::exitCodeTellsTheOutcome_data()
{
    using enum WorkflowStatus;
    using Statuses = QList<WorkflowStatus>;
    QTest::addColumn<Statuses>("statuses");
    QTest::addColumn<int>("exitCode");

    QTest::newRow("completed") << Statuses{Completed} << 0;
    QTest::newRow("failed") << Statuses{Failed} << 1;
    QTest::newRow("cancelled") << Statuses{Cancelled} << 3;
    QTest::newRow("all completed") << Statuses{Completed, Completed} << 0;
    QTest::newRow("one failed") << Statuses{Completed, Failed, Cancelled} << 1;
    QTest::newRow("one cancelled") << Statuses{Cancelled, Completed} << 3;
}

void TestWatch::exitCodeTellsTheOutcome()
{
    QFETCH(QList<WorkflowStatus>, statuses);
    QFETCH(int, exitCode);
    QStringList ids;
    for (qsizetype i = 0; i < statuses.size(); ++i) {
        ids.append(QString::number(i));
    }
    m_peer->onConnected = [&](QWebSocket *) {
        const QString id = m_peer->requests().last().section(u'/', 3, 3);
        m_peer->send(inStatus(statuses[id.toInt()], id.toLatin1(), 5));
    };
    QCOMPARE(watch(ids).exitCode, exitCode);
}

void TestWatch::endsWhenAllAreFinal()
{
    m_peer->onConnected = [&](QWebSocket *socket) {
        const QByteArray id = m_peer->requests().last().section(u'/', 3, 3).toLatin1();
        m_peer->send(inStatus(id == "a" ? WorkflowStatus::Failed : WorkflowStatus::Running, id, 1));
        if (id == "b") {
            QTimer::singleShot(100, socket, [socket] {
                socket->sendTextMessage(QString::fromUtf8(encode(inStatus(WorkflowStatus::Completed, "b", 2))));
            });
        }
    };
    const CommandRun run = watch({u"a"_s, u"b"_s, u"a"_s});
    QCOMPARE(run.exitCode, 1);
    QVERIFY(run.out.contains(u"b completed"_s));
    QCOMPARE(m_peer->connections(), 2);
}

void TestWatch::printsALinePerUpdate()
{
    WorkflowUpdate update = inStatus(WorkflowStatus::Running, "a", 3);
    update.timestamp = *parseTimestamp("2026-11-23T10:15:30.123Z");
    update.message = u"Linking\nwith \x1b[31mred"_s;
    m_peer->onConnected = [&](QWebSocket *) {
        m_peer->send(update);
        update.version = 4;
        update.status = WorkflowStatus::Completed;
        update.totalSteps = 0;
        update.message.clear();
        m_peer->send(update);
    };
    const CommandRun run = watch({u"a"_s});
    QCOMPARE(run.out,
        u"2026-11-23T10:15:30.123Z a running 3/10 Linking with  [31mred\n"
        "2026-11-23T10:15:30.123Z a completed 3/?\n"_s);
    QCOMPARE(run.err, QString());
}

void TestWatch::printsJson()
{
    const WorkflowUpdate first = inStatus(WorkflowStatus::Running, "a", 3);
    const WorkflowUpdate last = inStatus(WorkflowStatus::Cancelled, "a", 4);
    m_peer->onConnected = [&](QWebSocket *) {
        m_peer->send(first);
        m_peer->send(last);
        m_peer->send(inStatus(WorkflowStatus::Running, "a", 5)); // too late
    };
    const QString expected = QString::fromUtf8(encode(first) + '\n' + encode(last) + '\n');
    QCOMPARE(watch({u"a"_s, u"--json"_s}).out, expected);
    QCOMPARE(watch({u"a"_s, u"--json"_s}, true).out, expected); // in a terminal too
}

void TestWatch::resumesAfterALoss()
{
    m_peer->onConnected = [&](QWebSocket *) {
        const quint64 version = quint64(m_peer->connections());
        m_peer->send(inStatus(version == 3 ? WorkflowStatus::Completed : WorkflowStatus::Running, "a", version));
        QTimer::singleShot(20, m_peer->socket(), [socket = m_peer->socket()] { socket->abort(); });
    };
    const CommandRun run = watch({u"a"_s});
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.out.count(u'\n'), 3);
    QVERIFY(run.err.contains(u"not connected"_s) && run.err.contains(u"connected again"_s));
    QCOMPARE(m_peer->requests().last(), u"/api/workflows/a/updates?since=2"_s);
}

void TestWatch::givesUpAfterTheRetries()
{
    m_peer->stop();
    const CommandRun run = watch({u"a"_s, u"--max-retries"_s, u"1"_s});
    QCOMPARE(run.exitCode, 4);
    QCOMPARE(run.err.count(u'\n'), 2); // lost, gave up
    QVERIFY(run.err.contains(u"gave up"_s) && run.err.contains(u"refused"_s));
}

void TestWatch::stopsWhenTheServerSaysSo()
{
    m_peer->onConnected = [this](QWebSocket *) { m_peer->close(4504, u"no such endpoint"_s); };
    const CommandRun run = watch({});
    QCOMPARE(run.exitCode, 4);
    QVERIFY(run.err.contains(u"no such endpoint"_s));
}

void TestWatch::aDeletedWorkflowHasNotEnded()
{
    m_peer->onConnected = [&](QWebSocket *) {
        if (m_peer->connections() == 1) {
            m_peer->send(inStatus(WorkflowStatus::Running, "a", 1));
            m_peer->close(4410);
        } else {
            m_peer->send(inStatus(WorkflowStatus::Completed, "a", 3));
        }
    };
    const CommandRun run = watch({u"a"_s});
    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.out.contains(u" a deleted\n"_s));
    QCOMPARE(m_peer->requests().last(), u"/api/workflows/a/updates"_s);
}

void TestWatch::withoutIdsItWatchesAll()
{
    m_peer->onConnected = [&](QWebSocket *) {
        m_peer->send(inStatus(WorkflowStatus::Completed, "a", 1, 1)); // does not end it
        m_peer->send(Synced{1, true});
        m_peer->send(inStatus(WorkflowStatus::Failed, "b", 1, 2));
        m_peer->send(WorkflowDeleted{workflow("a"), 2, 3, {}});
        m_peer->close(4500);
    };
    const CommandRun run = watch({});
    QCOMPARE(run.exitCode, 4);
    QCOMPARE(run.out.count(u'\n'), 3);
    QCOMPARE(m_peer->requests(), QStringList{u"/api/updates"_s});
}

void TestWatch::interruptsEndIt()
{
    for (const int signalNumber : {SIGINT, SIGTERM}) {
        QTimer::singleShot(50, this, [signalNumber] { ::raise(signalNumber); });
        QCOMPARE(watch({u"a"_s}).exitCode, 128 + signalNumber);
    }
}

void TestWatch::whatDisappearedIsForgotten()
{
    m_peer->onConnected = [&](QWebSocket *) {
        if (m_peer->connections() == 1) {
            m_peer->send(inStatus(WorkflowStatus::Running, "gone", 1, 1));
            m_peer->send(inStatus(WorkflowStatus::Running, "kept", 1, 2));
            m_peer->send(Synced{2, true});
            QTimer::singleShot(20, m_peer->socket(), [socket = m_peer->socket()] { socket->abort(); });
        } else { // cannot go on from 2, and every state is newer
            m_peer->send(inStatus(WorkflowStatus::Running, "kept", 2, 9));
            m_peer->send(Synced{10, true});
            m_peer->close(4500);
        }
    };
    const CommandRun run = watch({});
    QVERIFY(run.out.contains(u" gone deleted\n"_s));
    QVERIFY(!run.out.contains(u"kept deleted"_s));
}

void TestWatch::drawsBarsInPlace()
{
    m_peer->onConnected = [&](QWebSocket *socket) {
        m_peer->send(inStatus(WorkflowStatus::Running, "a", 5));
        QTimer::singleShot(200, socket, [this] {
            WorkflowUpdate last = inStatus(WorkflowStatus::Completed, "a", 10);
            last.message = u"done"_s;
            m_peer->send(last);
        });
    };
    const CommandRun run = watch({u"a"_s}, true);
    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.out.contains(u"████████░░░░░░░░   50%  5 / 10"_s));
    const QStringList screen = screenAfter(run.out);
    QCOMPARE(screen, (QStringList{u"a  completed  ████████████████  100%  10 / 10  done"_s, QString()}));
}

void TestWatch::drawsNoMoreThanTwentyFramesASecond()
{
    QString text;
    QTextStream out(&text);
    QTextStream err(&text);
    const CommandIo io{out, err, true};
    WatchStates states({});
    LiveView view(io, states);
    QSignalSpy frames(&view, &LiveView::frameDrawn);
    quint64 version = 0;
    QTimer producer;
    connect(&producer, &QTimer::timeout, this, [&] {
        for (int i = 0; i < 100; ++i) {
            const WorkflowUpdate update = makeUpdate("a", ++version);
            states.apply(update);
            view.showUpdate(update);
        }
    });
    producer.start(1);
    QElapsedTimer clock;
    clock.start();
    QTRY_VERIFY(frames.size() >= 10);
    // 20 a second by updates and 4 by the tick, which may fall between
    QVERIFY2(clock.elapsed() >= 10 * 1000 / 25, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(version > 1000);
}

void TestWatch::showsTheConnectionsTrouble()
{
    m_peer->stop();
    const CommandRun run = watch({u"a"_s, u"--max-retries"_s, u"2"_s}, true);
    QCOMPARE(run.exitCode, 4);
    QVERIFY2(
        run.out.contains(QRegularExpression(u"not connected to .*refused; try [23] in 1 s"_s)), qPrintable(run.out));
    QVERIFY(run.out.contains(u"a  pending"_s) && run.out.contains(u"not on the server yet"_s));
}

void TestWatch::moreWorkflowsThanLines()
{
    m_peer->onConnected = [&](QWebSocket *socket) {
        for (quint64 i = 1; i <= 100; ++i) {
            m_peer->send(inStatus(WorkflowStatus::Running, "w" + QByteArray::number(i), i, i));
        }
        m_peer->send(Synced{100, true});
        QTimer::singleShot(300, socket, [this] { m_peer->close(4500); });
    };
    const CommandRun run = watch({}, true);
    const qsizetype lastFrame = run.out.lastIndexOf(u"\x1b[J"_s, -4);
    const QStringList during = screenAfter(run.out.left(lastFrame + 3));
    QVERIFY2(during.size() <= 24, qPrintable(during.join(u'\n')));
    QVERIFY(run.out.contains(u"… and 78 more: 78 running"_s));
    QCOMPARE(screenAfter(run.out).size(), 101); // at the end everything is there
}

void TestWatch::aWriteErrorEndsIt()
{
    QFile full(u"/dev/full"_s); // as a pipe without a reader where SIGPIPE is ignored
    if (!full.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
        QSKIP("there is no /dev/full");
    }
    m_peer->onConnected = [&](QWebSocket *) { m_peer->send(inStatus(WorkflowStatus::Running, "a", 1)); };
    QTextStream out(&full);
    QString errText;
    QTextStream err(&errText);
    QCOMPARE(watchCommand({u"a"_s, u"--server"_s, m_peer->url().toString()}, {out, err, false}), 128 + SIGPIPE);
    QCOMPARE(errText, QString());
}

/// The real program; it has nothing to write when its reader goes.
void TestWatch::aPipeWithoutAReaderEndsIt()
{
    m_peer->onConnected = [&](QWebSocket *) { m_peer->send(inStatus(WorkflowStatus::Running, "a", 1)); };
    QProcess shell;
    shell.start(u"sh"_s,
        {u"-c"_s, u"\"$0\" watch a --server \"$1\" | head -n 1"_s, QStringLiteral(FLOWCAST_BINARY),
            m_peer->url().toString()});
    QTRY_COMPARE(shell.state(), QProcess::NotRunning);
    QVERIFY(shell.readAllStandardOutput().contains(" a running "));
    QCOMPARE(shell.readAllStandardError(), QByteArray());
}

QTEST_GUILESS_MAIN(TestWatch)
#include "tst_watch.moc"
