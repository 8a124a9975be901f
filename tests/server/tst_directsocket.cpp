#include "wire.h"

#include "server/http/lingeringclose.h"
#include "server/metrics.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Flowcast;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype OneRead = 64 * 1024; // what DirectSocket takes from the kernel at once
constexpr qsizetype TwoReads = OneRead * 3 / 2; // and still in the kernel's buffer at once
constexpr qsizetype Huge = 16 * 1024 * 1024; // more than the kernel's two buffers of a connection

/// Gives each connection to a QWebSocketServer as a DirectSocket, as the front door does.
class WebSocketDoor final : public QTcpServer
{
public:
    WebSocketDoor(Metrics &metrics, std::shared_ptr<SocketPoller> poller)
        : m_metrics(metrics), m_poller(std::move(poller)), m_server(u"test"_s, QWebSocketServer::NonSecureMode)
    {
        listen(QHostAddress::LocalHost);
    }

    [[nodiscard]] QUrl url() const { return QUrl(u"ws://127.0.0.1:%1/"_s.arg(serverPort())); }
    [[nodiscard]] QWebSocketServer &server() { return m_server; }
    [[nodiscard]] DirectSocket *last() const { return m_last; }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        m_last = new DirectSocket(m_metrics, m_poller, this);
        QVERIFY(m_last->setSocketDescriptor(descriptor));
        m_server.handleConnection(m_last);
    }

private:
    Metrics &m_metrics;
    std::shared_ptr<SocketPoller> m_poller;
    QWebSocketServer m_server;
    QPointer<DirectSocket> m_last;
};

/// Everything that \a wire's socket says about its end.
struct EndSpies
{
    explicit EndSpies(const Wire &wire)
        : disconnected(wire.socket, &DirectSocket::disconnected), stateChanged(wire.socket, &DirectSocket::stateChanged)
    {
    }

    QSignalSpy disconnected;
    QSignalSpy stateChanged;
};

/// Receives until \a size bytes are there, or far too much time has gone by.
QByteArray drain(const Wire &wire, qsizetype size)
{
    const QDeadlineTimer deadline(10s);
    QByteArray all;
    while (all.size() < size && !deadline.hasExpired()) {
        QCoreApplication::processEvents();
        all += wire.receive();
    }
    return all;
}

/// Sends until neither the kernel nor \a wire's socket takes any more; gives how much that was.
qsizetype fill(const Wire &wire, QByteArrayView bytes)
{
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        const qsizetype count = wire.send(bytes.sliced(sent));
        sent += count;
        if (!comesToRest() || count == 0) {
            break;
        }
    }
    return sent;
}

} // namespace

/// DirectSocket and its poller against real sockets: what a QTcpSocket promises to those who use it, what a peer can do
/// to it, and that nothing calls for ever.
class TestDirectSocket final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void knowsBothEnds_data();
    void knowsBothEnds();
    void isReadLikeAnyDevice();
    void skipsWhatWasNotLookedAt();
    void isEmptiedByALingeringClose();
    void givesBytesToItsReader();
    void leavesToQtWhatTheReaderUnreads();
    void keepsWhatCameBeforeTheReader();

    void stopsReadingWhenNobodyReads();
    void goesOnAfterAPeekForMore();
    void goesOnWhenTheLimitIsRaised();

    void writesMoreThanTheKernelTakes();
    void closeSendsEverythingFirst();
    void abortEndsAtOnce();
    void abortEndsAClose();

    void givesTheDataBeforeTheEnd_data();
    void givesTheDataBeforeTheEnd();
    void sendsTheRestToAPeerThatHasFinished();
    void givesTheDataBeforeAResetThatMeetsAnAnswer_data();
    void givesTheDataBeforeAResetThatMeetsAnAnswer();
    void restsWhilePausedAndThePeerHasFinished();
    void endsWhilePausedAndThePeerHasReset();
    void endsWhileClosingAndThePeerHasReset();

    void survivesItsDeletion_data();
    void survivesItsDeletion();
    void survivesTheDeletionOfAnotherInTheSameTurn();
    void outlivesItsPollersOtherUsers();
    void servesOthersInANestedLoop();
    void countsConnections();

    void upgradesAndTalksBothWays_data();
    void upgradesAndTalksBothWays();
    void closesAWebSocketFromEitherSide_data();
    void closesAWebSocketFromEitherSide();
    void tellsAWebSocketThatItsPeerIsGone();

private:
    std::unique_ptr<Metrics> m_metrics;
    std::shared_ptr<SocketPoller> m_poller;
};

void TestDirectSocket::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_metrics = std::make_unique<Metrics>();
    m_poller = std::make_shared<SocketPoller>();
}

void TestDirectSocket::cleanup()
{
    QCOMPARE(m_metrics->connections.Value(), 0.0);
    m_poller.reset();
    m_metrics.reset();
}

void TestDirectSocket::knowsBothEnds_data()
{
    QTest::addColumn<int>("family");
    QTest::addColumn<QHostAddress>("address");

    QTest::newRow("IPv4") << AF_INET << QHostAddress(QHostAddress::LocalHost);
    QTest::newRow("IPv6") << AF_INET6 << QHostAddress(QHostAddress::LocalHostIPv6);
}

void TestDirectSocket::knowsBothEnds()
{
    QFETCH(int, family);
    QFETCH(QHostAddress, address);
    const Wire wire(*m_metrics, m_poller, family);
    QTcpSocket peer; // Qt's own view of the other end
    QVERIFY(peer.setSocketDescriptor(::dup(wire.peer())));

    QCOMPARE(wire.socket->peerAddress(), address);
    QCOMPARE(wire.socket->localAddress(), address);
    QCOMPARE(wire.socket->peerPort(), peer.localPort());
    QCOMPARE(wire.socket->localPort(), peer.peerPort());
    QVERIFY(wire.socket->peerPort() != wire.socket->localPort());
    QCOMPARE(wire.socket->state(), QAbstractSocket::ConnectedState);
    QVERIFY(wire.socket->isOpen());
    QVERIFY(wire.socket->isValid());
}

void TestDirectSocket::isReadLikeAnyDevice()
{
    const Wire wire(*m_metrics, m_poller);
    const QSignalSpy readyRead(wire.socket, &DirectSocket::readyRead);
    wire.send("hello world, and more");
    QTRY_COMPARE(wire.socket->bytesAvailable(), 21);
    QCOMPARE(readyRead.size(), 1);

    QCOMPARE(wire.socket->peek(5), "hello");
    QCOMPARE(wire.socket->bytesAvailable(), 21);
    QCOMPARE(wire.socket->skip(6), 6); // past what was looked at
    QCOMPARE(wire.socket->read(5), "world");
    QCOMPARE(wire.socket->peek(100), ", and more");
    QCOMPARE(wire.socket->bytesAvailable(), 10);
    wire.send("!");
    QTRY_COMPARE(wire.socket->bytesAvailable(), 11);
    QCOMPARE(wire.socket->readAll(), ", and more!");
    QCOMPARE(wire.socket->bytesAvailable(), 0);
    QCOMPARE(wire.socket->readAll(), "");
}

void TestDirectSocket::skipsWhatWasNotLookedAt()
{
    const Wire wire(*m_metrics, m_poller);
    wire.socket->setReadBufferSize(10);
    wire.send("0123456789abcdef");
    QTRY_COMPARE(wire.socket->bytesAvailable(), 16);

    QCOMPARE(wire.socket->skip(4), 4);
    QCOMPARE(wire.socket->read(4), "4567");
    QCOMPARE(wire.socket->skip(wire.socket->bytesAvailable()), 8);
    wire.send("on");
    QTRY_COMPARE(wire.socket->bytesAvailable(), 2);
    QCOMPARE(wire.socket->readAll(), "on");
}

void TestDirectSocket::isEmptiedByALingeringClose()
{
    const Wire wire(*m_metrics, m_poller);
    wire.socket->setReadBufferSize(1000);
    new LingeringClose(wire.socket, 1h, this); // its own owner
    fill(wire, pattern(500'000));
    QVERIFY(wire.socket);
    QCOMPARE(wire.socket->bytesAvailable(), 0);
    QVERIFY(wire.isEnded());
    fill(wire, pattern(Huge)); // more than it is willing to throw away
    QTRY_VERIFY(wire.socket.isNull());
}

void TestDirectSocket::givesBytesToItsReader()
{
    const Wire wire(*m_metrics, m_poller);
    const QSignalSpy readyRead(wire.socket, &DirectSocket::readyRead);
    QByteArray got;
    wire.socket->setReader([&](QByteArrayView bytes) { got.append(bytes); });
    const QByteArray sent = pattern(3 * OneRead);
    QCOMPARE(fill(wire, sent), sent.size());

    QTRY_COMPARE(got.size(), sent.size());
    QVERIFY(got == sent);
    QCOMPARE(wire.socket->bytesAvailable(), 0);
    QCOMPARE(readyRead.size(), 0);
    QCOMPARE(wire.socket->write("answer"), 6); // still open both ways
    QCOMPARE(drain(wire, 6), "answer");
}

void TestDirectSocket::leavesToQtWhatTheReaderUnreads()
{
    const Wire wire(*m_metrics, m_poller);
    const QSignalSpy readyRead(wire.socket, &DirectSocket::readyRead);
    wire.socket->setReader([&](QByteArrayView bytes) { wire.socket->unread(bytes.sliced(1)); });
    wire.send("-for Qt");
    QTRY_COMPARE(readyRead.size(), 1);
    wire.send("-, too");
    QTRY_COMPARE(readyRead.size(), 2);
    QCOMPARE(wire.socket->bytesAvailable(), 11);
    QCOMPARE(wire.socket->peek(3), "for");
    QCOMPARE(wire.socket->readAll(), "for Qt, too");
}

void TestDirectSocket::keepsWhatCameBeforeTheReader()
{
    const Wire wire(*m_metrics, m_poller);
    wire.send("before");
    QTRY_COMPARE(wire.socket->bytesAvailable(), 6);
    QCOMPARE(wire.socket->peek(2), "be");
    QByteArray got;
    wire.socket->setReader([&](QByteArrayView bytes) { got.append(bytes); });
    wire.send("after");
    QTRY_COMPARE(got, "after");
    QCOMPARE(wire.socket->readAll(), "before");
}

void TestDirectSocket::stopsReadingWhenNobodyReads()
{
    constexpr qsizetype Limit = 100'000;
    const Wire wire(*m_metrics, m_poller);
    wire.socket->setReadBufferSize(Limit);
    const QByteArray bytes = pattern(Huge);
    qsizetype sent = fill(wire, bytes);

    QVERIFY2(sent < bytes.size(), "the sender was never made to wait");
    QVERIFY(wire.socket->bytesAvailable() >= Limit);
    QVERIFY(wire.socket->bytesAvailable() < Limit + OneRead);
    QVERIFY(comesToRest());

    QByteArray got;
    const QDeadlineTimer deadline(10s);
    while (got.size() < bytes.size() && !deadline.hasExpired()) {
        got += wire.socket->read(Limit / 3);
        sent += wire.send(QByteArrayView(bytes).sliced(sent));
        QCoreApplication::processEvents();
        QVERIFY(wire.socket->bytesAvailable() < Limit + OneRead);
    }
    QVERIFY(got == bytes);
}

/// QIODevice makes room for all that was asked for before it reads, which must not be taken for bytes that wait.
void TestDirectSocket::goesOnAfterAPeekForMore()
{
    const Wire wire(*m_metrics, m_poller);
    wire.socket->setReadBufferSize(1000);
    wire.send(pattern(1500));
    QTRY_COMPARE(wire.socket->bytesAvailable(), 1500);
    QVERIFY(comesToRest());
    QCOMPARE(wire.socket->peek(5000).size(), 1500);
    QCOMPARE(wire.socket->skip(1400), 1400);
    QCOMPARE(wire.socket->peek(5000).size(), 100); // a reader that needs more before it can go on
    wire.send("more");
    QTRY_COMPARE(wire.socket->bytesAvailable(), 104);
    QVERIFY(comesToRest());
}

void TestDirectSocket::goesOnWhenTheLimitIsRaised()
{
    const Wire wire(*m_metrics, m_poller);
    wire.socket->setReadBufferSize(10);
    wire.send("0123456789");
    QTRY_COMPARE(wire.socket->bytesAvailable(), 10);
    wire.send("more");
    QVERIFY(comesToRest());
    QCOMPARE(wire.socket->bytesAvailable(), 10);
    wire.socket->setReadBufferSize(100);
    QTRY_COMPARE(wire.socket->bytesAvailable(), 14);
}

void TestDirectSocket::writesMoreThanTheKernelTakes()
{
    const Wire wire(*m_metrics, m_poller);
    QTcpSocket *const socket = wire.socket; // as its users see it
    const QSignalSpy bytesWritten(socket, &QTcpSocket::bytesWritten);
    const QByteArray bytes = pattern(Huge);
    const QByteArray more = pattern(11);
    QCOMPARE(socket->write(bytes), bytes.size());
    QCOMPARE(socket->write(more), more.size());
    const qint64 waiting = socket->bytesToWrite();
    QVERIFY(waiting > more.size() && waiting < bytes.size() + more.size());
    QVERIFY(comesToRest());

    const QByteArray got = drain(wire, bytes.size() + more.size());
    QVERIFY(got.startsWith(bytes));
    QCOMPARE(got.mid(bytes.size()), more);
    QTRY_COMPARE(socket->bytesToWrite(), 0);
    qint64 written = 0;
    for (const QVariantList &arguments : bytesWritten) {
        written += arguments.first().toLongLong();
    }
    QCOMPARE(written, waiting); // the rest was gone when write() returned
    QVERIFY(comesToRest());
}

void TestDirectSocket::closeSendsEverythingFirst()
{
    const Wire wire(*m_metrics, m_poller);
    const EndSpies spies(wire);
    const QByteArray bytes = pattern(Huge);
    QCOMPARE(wire.socket->write(bytes), bytes.size());
    wire.socket->close();
    wire.socket->close(); // changes nothing
    QCOMPARE(wire.socket->state(), QAbstractSocket::ClosingState);
    QCOMPARE(spies.stateChanged.size(), 1);
    QVERIFY(comesToRest());
    QCOMPARE(spies.disconnected.size(), 0);

    QVERIFY(drain(wire, bytes.size()) == bytes);
    QTRY_VERIFY(wire.isEnded());
    QCOMPARE(spies.disconnected.size(), 1);
    QCOMPARE(spies.stateChanged.size(), 2);
    QCOMPARE(wire.socket->state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(wire.socket->socketDescriptor(), -1);
    QVERIFY(!wire.socket->isOpen());
}

void TestDirectSocket::abortEndsAtOnce()
{
    const Wire wire(*m_metrics, m_poller);
    const EndSpies spies(wire);
    // One that is told ends it again, as QWebSocket may.
    connect(wire.socket, &DirectSocket::stateChanged, wire.socket, &DirectSocket::abort);
    connect(wire.socket, &DirectSocket::disconnected, wire.socket, &DirectSocket::abort);
    connect(wire.socket, &DirectSocket::disconnected, this, [&] { QCOMPARE(wire.socket->write("late"), -1); });
    wire.socket->write(pattern(Huge));
    wire.socket->abort();

    QCOMPARE(spies.disconnected.size(), 1);
    QCOMPARE(spies.stateChanged.size(), 1);
    QCOMPARE(wire.socket->state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(wire.socket->socketDescriptor(), -1);
    QCOMPARE(wire.socket->bytesToWrite(), 0);
    QVERIFY(comesToRest());
    QCOMPARE(spies.disconnected.size(), 1);
    QVERIFY(wire.receive().size() < Huge);
}

void TestDirectSocket::abortEndsAClose()
{
    const Wire wire(*m_metrics, m_poller);
    const EndSpies spies(wire);
    wire.socket->write(pattern(Huge));
    wire.socket->close();
    QCOMPARE(spies.disconnected.size(), 0);
    wire.socket->abort();
    QCOMPARE(spies.disconnected.size(), 1);
    QCOMPARE(spies.stateChanged.size(), 2);
    QCOMPARE(wire.socket->socketDescriptor(), -1);
}

void TestDirectSocket::givesTheDataBeforeTheEnd_data()
{
    QTest::addColumn<bool>("isReset");
    QTest::addColumn<bool>("hasReader");

    QTest::newRow("FIN") << false << false;
    QTest::newRow("FIN, with a reader") << false << true;
    QTest::newRow("RST") << true << false;
    QTest::newRow("RST, with a reader") << true << true;
}

void TestDirectSocket::givesTheDataBeforeTheEnd()
{
    QFETCH(bool, isReset);
    QFETCH(bool, hasReader);
    Wire wire(*m_metrics, m_poller);
    const EndSpies spies(wire);
    QByteArray got;
    if (hasReader) {
        wire.socket->setReader([&](QByteArrayView bytes) { got.append(bytes); });
    }
    connect(wire.socket, &DirectSocket::readyRead, this, [&] { got += wire.socket->readAll(); });
    const QByteArray sent = pattern(TwoReads); // the end is there while the second half is still to be read
    QCOMPARE(wire.send(sent), sent.size());
    isReset ? wire.reset() : wire.finish();

    QTRY_COMPARE(spies.disconnected.size(), 1);
    QCOMPARE(got.size(), sent.size());
    QVERIFY(got == sent);
    QCOMPARE(spies.stateChanged.size(), 1);
    QCOMPARE(wire.socket->socketDescriptor(), -1);
    QVERIFY(comesToRest());
    QCOMPARE(spies.disconnected.size(), 1);
}

void TestDirectSocket::sendsTheRestToAPeerThatHasFinished()
{
    const Wire wire(*m_metrics, m_poller);
    const EndSpies spies(wire);
    const QByteArray bytes = pattern(Huge);
    wire.socket->write(bytes);
    wire.finish();
    QVERIFY(comesToRest());
    QCOMPARE(wire.socket->state(), QAbstractSocket::ClosingState);
    QVERIFY(drain(wire, bytes.size()) == bytes);
    QTRY_COMPARE(spies.disconnected.size(), 1);
}

void TestDirectSocket::givesTheDataBeforeAResetThatMeetsAnAnswer_data()
{
    QTest::addColumn<qsizetype>("unsent");

    QTest::newRow("nothing waits, the reader answers") << qsizetype(0);
    QTest::newRow("answers wait") << Huge;
}

/// A client that publishes, reads no answer and goes away resets the connection: what it has published still counts.
void TestDirectSocket::givesTheDataBeforeAResetThatMeetsAnAnswer()
{
    QFETCH(qsizetype, unsent);
    Wire wire(*m_metrics, m_poller);
    const EndSpies spies(wire);
    QByteArray got;
    wire.socket->setReader([&](QByteArrayView bytes) {
        got.append(bytes);
        wire.socket->write("ack");
    });
    wire.socket->write(pattern(unsent));
    const QByteArray sent = pattern(TwoReads);
    QCOMPARE(wire.send(sent), sent.size());
    wire.reset();

    QTRY_COMPARE(spies.disconnected.size(), 1);
    QCOMPARE(got.size(), sent.size());
    QVERIFY(got == sent);
    QVERIFY(comesToRest());
    QCOMPARE(spies.stateChanged.size(), 1);
    QCOMPARE(spies.disconnected.size(), 1);
}

void TestDirectSocket::restsWhilePausedAndThePeerHasFinished()
{
    const Wire wire(*m_metrics, m_poller);
    const EndSpies spies(wire);
    wire.socket->setReadBufferSize(10);
    wire.send("0123456789");
    QTRY_COMPARE(wire.socket->bytesAvailable(), 10);
    wire.send("more");
    wire.finish();
    QVERIFY(comesToRest());
    QCOMPARE(spies.disconnected.size(), 0);
    QByteArray got;
    connect(wire.socket, &DirectSocket::readyRead, this, [&] { got += wire.socket->readAll(); });
    QCOMPARE(wire.socket->readAll(), "0123456789");
    QTRY_COMPARE(spies.disconnected.size(), 1);
    QCOMPARE(got, "more");
}

/// The kernel goes on telling of a reset whatever is asked for: a reader that has paused cannot be waited for.
void TestDirectSocket::endsWhilePausedAndThePeerHasReset()
{
    Wire wire(*m_metrics, m_poller);
    const EndSpies spies(wire);
    wire.socket->setReadBufferSize(10);
    wire.send("0123456789");
    QTRY_COMPARE(wire.socket->bytesAvailable(), 10);
    wire.reset();
    QVERIFY(comesToRest());
    QCOMPARE(spies.disconnected.size(), 1);
    QCOMPARE(spies.stateChanged.size(), 1);
    QCOMPARE(wire.socket->bytesAvailable(), 0); // or QWebSocket would try to read them for ever
}

void TestDirectSocket::endsWhileClosingAndThePeerHasReset()
{
    Wire wire(*m_metrics, m_poller);
    const EndSpies spies(wire);
    wire.socket->write(pattern(Huge));
    wire.socket->close();
    wire.send("unread");
    wire.reset();
    QVERIFY(comesToRest());
    QCOMPARE(spies.disconnected.size(), 1);
    QCOMPARE(spies.stateChanged.size(), 2);
}

void TestDirectSocket::survivesItsDeletion_data()
{
    QTest::addColumn<QByteArray>("when");

    QTest::newRow("in readyRead") << QByteArray("readyRead");
    QTest::newRow("in its reader") << QByteArray("reader");
    QTest::newRow("in bytesWritten") << QByteArray("bytesWritten");
    QTest::newRow("in stateChanged") << QByteArray("stateChanged");
    QTest::newRow("in disconnected") << QByteArray("disconnected");
    QTest::newRow("in disconnected after a close") << QByteArray("closing");
}

void TestDirectSocket::survivesItsDeletion()
{
    QFETCH(QByteArray, when);
    const Wire wire(*m_metrics, m_poller);
    const auto deleteIt = [&] { delete wire.socket; };
    if (when == "readyRead") {
        connect(wire.socket, &DirectSocket::readyRead, this, deleteIt);
        wire.send("bytes");
    } else if (when == "reader") {
        wire.socket->setReader([&](QByteArrayView) { delete wire.socket; });
        wire.send("bytes");
    } else if (when == "bytesWritten") {
        wire.socket->write(pattern(Huge));
        connect(wire.socket, &DirectSocket::bytesWritten, this, deleteIt);
    } else if (when == "stateChanged") {
        connect(wire.socket, &DirectSocket::stateChanged, this, deleteIt);
        wire.finish();
    } else {
        connect(wire.socket, &DirectSocket::disconnected, this, deleteIt);
        wire.socket->write(when == "closing" ? pattern(Huge) : QByteArray());
        when == "closing" ? wire.socket->close() : wire.finish();
    }
    QTRY_VERIFY((static_cast<void>(wire.receive()), wire.socket.isNull()));
    QVERIFY(comesToRest());
    QTRY_VERIFY((static_cast<void>(wire.receive()), wire.isEnded()));
}

void TestDirectSocket::survivesTheDeletionOfAnotherInTheSameTurn()
{
    std::vector<std::unique_ptr<Wire>> wires;
    for (int i = 0; i < 5; ++i) {
        wires.push_back(std::make_unique<Wire>(*m_metrics, m_poller));
    }
    int told = 0;
    for (const auto &wire : wires) {
        connect(wire->socket, &DirectSocket::readyRead, this, [&, first = wire.get()] {
            ++told;
            for (const auto &other : wires) {
                if (other.get() != first) {
                    delete other->socket;
                }
            }
            wires.push_back(std::make_unique<Wire>(*m_metrics, m_poller)); // maybe where another was
        });
        wire->send("bytes"); // all are ready before the poller has its turn
    }
    QTRY_COMPARE(told, 1);
    QVERIFY(comesToRest());
    QCOMPARE(told, 1);
    QCOMPARE(m_metrics->connections.Value(), 2.0);
}

/// The last socket may take the poller along, in the poller's own turn.
void TestDirectSocket::outlivesItsPollersOtherUsers()
{
    const Wire wire(*m_metrics, std::exchange(m_poller, nullptr));
    connect(wire.socket, &DirectSocket::readyRead, this, [&] { delete wire.socket; });
    wire.send("bytes");
    QTRY_VERIFY(wire.socket.isNull());
    QVERIFY(comesToRest());
}

void TestDirectSocket::servesOthersInANestedLoop()
{
    const Wire first(*m_metrics, m_poller);
    const Wire second(*m_metrics, m_poller);
    QByteArray got;
    for (const Wire *wire : {&first, &second}) {
        connect(wire->socket, &DirectSocket::readyRead, this, [&got, wire] {
            got += wire->socket->readAll();
            QVERIFY(comesToRest()); // runs the loop
        });
        wire->send("bytes ");
    }
    QTRY_COMPARE(got, "bytes bytes ");
    first.send("more");
    QTRY_COMPARE(got, "bytes bytes more");
}

void TestDirectSocket::countsConnections()
{
    const double total = m_metrics->connectionsTotal.Value();
    {
        const Wire first(*m_metrics, m_poller);
        const Wire second(*m_metrics, m_poller);
        QCOMPARE(m_metrics->connections.Value(), 2.0);
        first.finish();
        QTRY_COMPARE(first.socket->state(), QAbstractSocket::UnconnectedState);
        delete first.socket;
        QCOMPARE(m_metrics->connections.Value(), 1.0);
    }
    QCOMPARE(m_metrics->connections.Value(), 0.0);
    DirectSocket refused(*m_metrics, m_poller, nullptr);
    QVERIFY(!refused.setSocketDescriptor(-1));
    QCOMPARE(refused.state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(m_metrics->connections.Value(), 1.0);
    QCOMPARE(m_metrics->connectionsTotal.Value(), total + 3);
}

void TestDirectSocket::upgradesAndTalksBothWays_data()
{
    QTest::addColumn<bool>("hasReader");
    QTest::addColumn<quint64>("frameSize");

    QTest::newRow("whole messages") << false << quint64(1024 * 1024);
    QTest::newRow("fragments") << false << quint64(1000);
    QTest::newRow("whole messages, through a reader") << true << quint64(1024 * 1024);
    QTest::newRow("fragments, through a reader") << true << quint64(1000);
}

void TestDirectSocket::upgradesAndTalksBothWays()
{
    QFETCH(bool, hasReader);
    QFETCH(quint64, frameSize);
    WebSocketDoor door(*m_metrics, m_poller);
    const QSignalSpy newConnection(&door.server(), &QWebSocketServer::newConnection);
    QWebSocket client;
    client.setOutgoingFrameSize(frameSize);
    const QSignalSpy gotByClient(&client, &QWebSocket::textMessageReceived);
    const QSignalSpy pongs(&client, &QWebSocket::pong);
    client.open(door.url());
    QTRY_COMPARE(newConnection.size(), 1);
    const std::unique_ptr<QWebSocket> server(door.server().nextPendingConnection());
    server->setOutgoingFrameSize(frameSize);
    const QSignalSpy gotByServer(server.get(), &QWebSocket::textMessageReceived);
    const QSignalSpy serversPongs(server.get(), &QWebSocket::pong);
    if (hasReader) {
        door.last()->setReader([socket = door.last()](QByteArrayView bytes) { socket->unread(bytes); });
    }
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);

    for (const qsizetype size : {qsizetype(1), qsizetype(5000), 5 * OneRead}) {
        const QString text = QString::fromLatin1(pattern(size));
        client.sendTextMessage(text);
        QTRY_VERIFY(!gotByServer.isEmpty() && gotByServer.last().first() == text);
        server->sendTextMessage(text);
        QTRY_VERIFY(!gotByClient.isEmpty() && gotByClient.last().first() == text);
    }
    client.ping("client");
    QTRY_COMPARE(pongs.size(), 1);
    QCOMPARE(pongs.first().at(1).toByteArray(), "client");
    server->ping("server");
    QTRY_COMPARE(serversPongs.size(), 1);
    QCOMPARE(serversPongs.first().at(1).toByteArray(), "server");
    QCOMPARE(gotByServer.size(), 3);
    QCOMPARE(gotByClient.size(), 3);
}

void TestDirectSocket::closesAWebSocketFromEitherSide_data()
{
    QTest::addColumn<bool>("byClient");

    QTest::newRow("client") << true;
    QTest::newRow("server") << false;
}

void TestDirectSocket::closesAWebSocketFromEitherSide()
{
    QFETCH(bool, byClient);
    WebSocketDoor door(*m_metrics, m_poller);
    const QSignalSpy newConnection(&door.server(), &QWebSocketServer::newConnection);
    QWebSocket client;
    const QSignalSpy clientsEnd(&client, &QWebSocket::disconnected);
    const QSignalSpy gotByClient(&client, &QWebSocket::textMessageReceived);
    client.open(door.url());
    QTRY_COMPARE(newConnection.size(), 1);
    const std::unique_ptr<QWebSocket> server(door.server().nextPendingConnection());
    const QSignalSpy serversEnd(server.get(), &QWebSocket::disconnected);
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);

    const QString text = QString::fromLatin1(pattern(Huge)); // goes out before the close frame
    server->sendTextMessage(text);
    if (byClient) {
        QTRY_COMPARE(gotByClient.size(), 1);
        client.close(QWebSocketProtocol::CloseCodeNormal, u"enough"_s);
    } else {
        server->close(QWebSocketProtocol::CloseCodeGoingAway, u"going"_s);
    }
    QTRY_COMPARE(clientsEnd.size(), 1);
    QTRY_COMPARE(serversEnd.size(), 1);
    QCOMPARE(gotByClient.size(), 1);
    QVERIFY(gotByClient.first().first() == text);
    const QWebSocket &told = byClient ? *server : client;
    QCOMPARE(told.closeReason(), byClient ? u"enough"_s : u"going"_s);
    QVERIFY(comesToRest());
    QCOMPARE(serversEnd.size(), 1);
}

void TestDirectSocket::tellsAWebSocketThatItsPeerIsGone()
{
    WebSocketDoor door(*m_metrics, m_poller);
    const QSignalSpy newConnection(&door.server(), &QWebSocketServer::newConnection);
    QWebSocket client;
    client.open(door.url());
    QTRY_COMPARE(newConnection.size(), 1);
    const std::unique_ptr<QWebSocket> server(door.server().nextPendingConnection());
    const QSignalSpy serversEnd(server.get(), &QWebSocket::disconnected);
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);

    server->sendTextMessage(QString::fromLatin1(pattern(Huge))); // what waits makes no difference
    client.abort();
    QTRY_COMPARE(serversEnd.size(), 1);
    QVERIFY(comesToRest());
    QCOMPARE(serversEnd.size(), 1);
    QCOMPARE(server->state(), QAbstractSocket::UnconnectedState);
}

QTEST_GUILESS_MAIN(TestDirectSocket)
#include "tst_directsocket.moc"
