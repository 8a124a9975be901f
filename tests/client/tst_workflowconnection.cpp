#include "client/workflowconnection.h"
#include "tests/client/scriptedpeer.h"

#include <QSignalSpy>

using namespace Flowcast;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;
using State = WorkflowConnection::State;

namespace {

/// Everything that a connection tells, as short lines in order: "a1" for version 1 of workflow a.
class Watcher
{
public:
    Watcher(const ScriptedPeer &peer, Subscription subscription) : connection(peer.url(), std::move(subscription))
    {
        connection.setBackoff(steadyBackoff());
        const auto note = [this](const QString &what) { told.append(what); };
        QObject::connect(&connection, &WorkflowConnection::updateReceived, &connection,
            [=](const auto &update) { note(update.workflowId.toString() + QString::number(update.version)); });
        QObject::connect(&connection, &WorkflowConnection::workflowDeleted, &connection,
            [=](const auto &id) { note(u"-"_s + id.toString()); });
        QObject::connect(&connection, &WorkflowConnection::synced, &connection,
            [=](bool complete) { note(complete ? u"complete"_s : u"synced"_s); });
        QObject::connect(&connection, &WorkflowConnection::storeReplaced, &connection, [=] { note(u"replaced"_s); });
    }

    WorkflowConnection connection;
    QStringList told;
};

} // namespace

class TestWorkflowConnection final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneAsksForTheStateFirst();
    void oneResumesAfterTheLastVersion();
    void oneMayStartFromAVersion();
    void oneDropsWhatItKnows();
    void oneTakesOnlyItsOwn();
    void oneTellsADeletionAndAsksAnew();
    void oneNoticesAnotherStore();
    void allAsksForTheStatesFirst();
    void allResumesAfterTheLastCursor();
    void allResumesAHalfSnapshot();
    void allTellsDeletions();
    void allTakesAWholeSnapshotInPlaceOfChanges();
    void allNoticesAnotherStoreByItsVersions();
    void updatesAreOncePerVersionOverManyReconnects();
    void stopsWhenTheServerSaysSo();
    void tellsTheCountdown();
};

void TestWorkflowConnection::oneAsksForTheStateFirst()
{
    ScriptedPeer peer;
    peer.onConnected = [&](QWebSocket *) { peer.send(makeUpdate("a", 7)); };
    Watcher watcher(peer, workflow("a"));
    watcher.connection.open();
    QTRY_COMPARE(watcher.told, QStringList{u"a7"_s});
    QCOMPARE(peer.requests(), QStringList{u"/api/workflows/a/updates"_s});
    QCOMPARE(watcher.connection.state(), State::Connected);
    QCOMPARE(watcher.connection.server(), peer.url());
}

void TestWorkflowConnection::oneResumesAfterTheLastVersion()
{
    ScriptedPeer peer;
    peer.onConnected = [&](QWebSocket *) { peer.send(makeUpdate("a", quint64(peer.connections()))); };
    Watcher watcher(peer, workflow("a"));
    watcher.connection.open();
    QTRY_COMPARE(watcher.told.size(), 1);
    peer.cut();
    QTRY_COMPARE(watcher.told, (QStringList{u"a1"_s, u"a2"_s}));
    QCOMPARE(peer.requests().last(), u"/api/workflows/a/updates?since=1"_s);
}

void TestWorkflowConnection::oneMayStartFromAVersion()
{
    ScriptedPeer peer;
    Watcher watcher(peer, workflow("a"));
    watcher.connection.setResumeFrom(0);
    watcher.connection.open();
    QTRY_COMPARE(peer.requests(), QStringList{u"/api/workflows/a/updates?since=0"_s});
    peer.send(makeUpdate("a", 1));
    QTRY_COMPARE(watcher.told, QStringList{u"a1"_s});
}

void TestWorkflowConnection::oneDropsWhatItKnows()
{
    ScriptedPeer peer;
    Watcher watcher(peer, workflow("a"));
    watcher.connection.open();
    QTRY_VERIFY(peer.socket());
    for (quint64 version : {3, 3, 2, 4, 6, 5, 7}) {
        peer.send(makeUpdate("a", version));
    }
    QTRY_COMPARE(watcher.told, (QStringList{u"a3"_s, u"a4"_s, u"a6"_s, u"a7"_s}));
}

void TestWorkflowConnection::oneTakesOnlyItsOwn()
{
    ScriptedPeer peer;
    Watcher watcher(peer, workflow("a"));
    watcher.connection.open();
    QTRY_VERIFY(peer.socket());
    peer.send(makeUpdate("b", 1));
    peer.send(WorkflowDeleted{workflow("a"), 2, 2, {}});
    peer.send(Synced{2, true});
    peer.send(Ack{1, workflow("a"), 3});
    peer.send(makeUpdate("a", 1));
    QTRY_COMPARE(watcher.told, QStringList{u"a1"_s});
}

void TestWorkflowConnection::oneTellsADeletionAndAsksAnew()
{
    ScriptedPeer peer;
    Watcher watcher(peer, workflow("a"));
    watcher.connection.open();
    QTRY_VERIFY(peer.socket());
    peer.send(makeUpdate("a", 3));
    peer.close(4410, u"the workflow was deleted"_s);
    QTRY_COMPARE(peer.connections(), 2);
    peer.send(makeUpdate("a", 1)); // whatever its next life starts with
    QTRY_COMPARE(watcher.told, (QStringList{u"a3"_s, u"-a"_s, u"a1"_s}));
    QCOMPARE(peer.requests().last(), u"/api/workflows/a/updates"_s);
}

void TestWorkflowConnection::oneNoticesAnotherStore()
{
    ScriptedPeer peer;
    Watcher watcher(peer, workflow("a"));
    watcher.connection.setResumeFrom(9);
    watcher.connection.open();
    QTRY_VERIFY(peer.socket());
    peer.send(makeUpdate("a", 2));
    peer.send(makeUpdate("a", 3));
    QTRY_COMPARE(watcher.told, (QStringList{u"replaced"_s, u"a2"_s, u"a3"_s}));
    peer.cut();
    QTRY_COMPARE(peer.connections(), 2);
    QCOMPARE(peer.requests().last(), u"/api/workflows/a/updates?since=3"_s);
}

void TestWorkflowConnection::allAsksForTheStatesFirst()
{
    ScriptedPeer peer;
    peer.onConnected = [&](QWebSocket *) {
        peer.send(makeUpdate("a", 7, 11));
        peer.send(makeUpdate("b", 2, 12));
        peer.send(Synced{12, true});
        peer.send(makeUpdate("a", 8, 13));
    };
    Watcher watcher(peer, AllWorkflows());
    watcher.connection.open();
    QTRY_COMPARE(watcher.told, (QStringList{u"a7"_s, u"b2"_s, u"complete"_s, u"a8"_s}));
    QCOMPARE(peer.requests(), QStringList{u"/api/updates"_s});
}

void TestWorkflowConnection::allResumesAfterTheLastCursor()
{
    ScriptedPeer peer;
    Watcher watcher(peer, AllWorkflows());
    watcher.connection.open();
    QTRY_VERIFY(peer.socket());
    peer.send(makeUpdate("a", 7, 11));
    peer.send(Synced{15, true}); // somebody else's deletion was 15
    QTRY_COMPARE(watcher.told.size(), 2);
    peer.cut();
    QTRY_COMPARE(peer.connections(), 2);
    QCOMPARE(peer.requests().last(), u"/api/updates?cursor=15"_s);
    peer.send(makeUpdate("a", 8, 16));
    peer.send(Synced{16, false});
    QTRY_COMPARE(watcher.told, (QStringList{u"a7"_s, u"complete"_s, u"a8"_s, u"synced"_s}));
}

void TestWorkflowConnection::allResumesAHalfSnapshot()
{
    ScriptedPeer peer;
    Watcher watcher(peer, AllWorkflows());
    watcher.connection.open();
    QTRY_VERIFY(peer.socket());
    peer.send(makeUpdate("a", 7, 11));
    QTRY_COMPARE(watcher.told.size(), 1);
    peer.cut();
    QTRY_COMPARE(peer.connections(), 2);
    QCOMPARE(peer.requests().last(), u"/api/updates?cursor=11"_s);
}

void TestWorkflowConnection::allTellsDeletions()
{
    ScriptedPeer peer;
    Watcher watcher(peer, AllWorkflows());
    watcher.connection.open();
    QTRY_VERIFY(peer.socket());
    peer.send(makeUpdate("a", 7, 11));
    peer.send(Synced{11, true});
    peer.send(WorkflowDeleted{workflow("a"), 8, 12, {}});
    peer.send(makeUpdate("a", 9, 13));
    QTRY_COMPARE(watcher.told, (QStringList{u"a7"_s, u"complete"_s, u"-a"_s, u"a9"_s}));
}

void TestWorkflowConnection::allTakesAWholeSnapshotInPlaceOfChanges()
{
    ScriptedPeer peer;
    Watcher watcher(peer, AllWorkflows());
    watcher.connection.setResumeFrom(20);
    watcher.connection.open();
    QTRY_VERIFY(peer.socket());
    peer.send(makeUpdate("a", 1, 3));
    peer.send(makeUpdate("b", 2, 30));
    peer.send(Synced{30, true});
    QTRY_COMPARE(watcher.told, (QStringList{u"replaced"_s, u"a1"_s, u"b2"_s, u"complete"_s}));
    QCOMPARE(peer.connections(), 1);
}

void TestWorkflowConnection::allNoticesAnotherStoreByItsVersions()
{
    ScriptedPeer peer;
    Watcher watcher(peer, AllWorkflows());
    watcher.connection.open();
    QTRY_VERIFY(peer.socket());
    peer.send(makeUpdate("a", 7, 11));
    peer.send(Synced{11, true});
    QTRY_COMPARE(watcher.told.size(), 2);
    peer.cut();
    QTRY_COMPARE(peer.connections(), 2);
    peer.send(makeUpdate("b", 1, 500)); // could be of the same store
    peer.send(makeUpdate("a", 4, 501)); // cannot
    QTRY_COMPARE(peer.connections(), 3);
    QCOMPARE(watcher.told.mid(2), (QStringList{u"b1"_s, u"replaced"_s}));
    QCOMPARE(peer.requests().last(), u"/api/updates"_s);
    peer.send(makeUpdate("a", 4, 501));
    QTRY_COMPARE(watcher.told.last(), u"a4"_s);
}

/// A server that loses its connection at every second message; whatever the client asks for, it gets what follows.
void TestWorkflowConnection::updatesAreOncePerVersionOverManyReconnects()
{
    constexpr quint64 last = 12;
    ScriptedPeer peer;
    QStringList expected;
    for (quint64 version = 1; version <= last; ++version) {
        expected.append(u"a%1"_s.arg(version));
    }
    peer.onConnected = [&](QWebSocket *socket) {
        const QString request = peer.requests().last();
        const quint64 since = request.contains(u'=') ? request.section(u'=', 1).toULongLong() : 0;
        for (quint64 version = since + 1; version <= std::min(since + 2, last); ++version) {
            peer.send(makeUpdate("a", version));
        }
        if (since + 2 < last) {
            QTimer::singleShot(20, socket, [socket] { socket->abort(); });
        }
    };
    Watcher watcher(peer, workflow("a"));
    watcher.connection.setTiming({.healthyAfter = 1ms});
    watcher.connection.open();
    QTRY_COMPARE_WITH_TIMEOUT(watcher.told, expected, 10000);
    QCOMPARE(peer.connections(), 6);
}

void TestWorkflowConnection::stopsWhenTheServerSaysSo()
{
    ScriptedPeer peer;
    peer.onConnected = [&](QWebSocket *) { peer.close(4504, u"no such endpoint"_s); };
    Watcher watcher(peer, AllWorkflows());
    QSignalSpy states(&watcher.connection, &WorkflowConnection::stateChanged);
    watcher.connection.open();
    QTRY_COMPARE(watcher.connection.state(), State::Stopped);
    QCOMPARE(watcher.connection.errorText(), u"no such endpoint (4504)"_s);
    QCOMPARE(states.last()[0].value<State>(), State::Stopped);
}

void TestWorkflowConnection::tellsTheCountdown()
{
    ScriptedPeer peer;
    peer.stop();
    Watcher watcher(peer, AllWorkflows());
    watcher.connection.setBackoff(Backoff([] { return 1000.0; }));
    watcher.connection.open();
    QTRY_COMPARE(watcher.connection.state(), State::Waiting);
    QCOMPARE(watcher.connection.attempt(), 1);
    const auto left = watcher.connection.nextAttemptIn();
    QVERIFY(left > 1min);
    QTRY_VERIFY(watcher.connection.nextAttemptIn() < left);
    peer.listen();
    watcher.connection.reconnectNow();
    QTRY_COMPARE(watcher.connection.state(), State::Connected);
    watcher.connection.close();
    QCOMPARE(watcher.connection.state(), State::Idle);
}

QTEST_GUILESS_MAIN(TestWorkflowConnection)
#include "tst_workflowconnection.moc"
