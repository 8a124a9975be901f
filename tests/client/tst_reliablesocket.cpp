#include "tests/client/scriptedpeer.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>

using namespace Flowcast;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;
using State = ReliableSocket::State;

namespace {

/// A TCP server that is no WebSocket server: what it says to a connection is up to the test.
class RawPeer final : public QTcpServer
{
public:
    std::function<void(QTcpSocket *)> onRequest;

    RawPeer()
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                request += socket->readAll();
                if (onRequest && request.contains("\r\n\r\n")) {
                    onRequest(socket);
                }
            });
            connect(socket, &QTcpSocket::disconnected, this, [this] { ++ended; });
        });
        listen(QHostAddress::LocalHost);
    }

    [[nodiscard]] QUrl url() const { return QUrl(u"ws://127.0.0.1:%1/x"_s.arg(serverPort())); }
    /// The answer that makes a WebSocket of it; frames may follow.
    [[nodiscard]] QByteArray handshake() const
    {
        const QByteArray lowered = request.toLower();
        const auto from = lowered.indexOf("sec-websocket-key:") + 18;
        const QByteArray key = request.mid(from, request.indexOf('\r', from) - from).trimmed();
        const QByteArray accept
            = QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1);
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: "
            + accept.toBase64() + "\r\n\r\n";
    }

    QByteArray request;
    int ended = 0;
};

std::unique_ptr<ReliableSocket> makeSocket(const QUrl &url, const ReliableSocket::Timing &timing = {})
{
    auto socket = std::make_unique<ReliableSocket>([url] { return url; });
    socket->setTiming(timing);
    socket->setBackoff(steadyBackoff());
    return socket;
}

QByteArray textFrame(const QByteArray &text)
{
    Q_ASSERT(text.size() < 126);
    return QByteArray("\x81") + char(text.size()) + text;
}

} // namespace

class TestReliableSocket final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectsAndTellsMessages();
    void closeCodeDecides_data();
    void closeCodeDecides();
    void aLostConnectionComesBack();
    void anAbsentServerIsTriedWithGrowingWaits();
    void givesUpAfterTheRetries();
    void reconnectNowCutsTheWaitShort();
    void reconnectNowStartsAStoppedOne();
    void aListenerThatNeverAnswersTimesOut();
    void aDeadPeerIsNoticed();
    void aPeerThatAnswersPingsStays();
    void aHealthyConnectionResetsTheBackoff();
    void closeSaysGoodbye();
    void closeWhileWaitingEndsIt();
    void closedByAListenerOfItsNews();
    void httpServersAreNoServers();
    void anEndlessHeaderLineIsCut();
    void endlessHeadersAreCut();
    void aBurstBehindTheHandshakeArrives();
    void aPingFloodThatReadsNothingIsCut();
    void garbageMessagesAreIgnored();
    void garbageFramesEndTheConnection();
    void hugeMessagesAreRefused_data();
    void hugeMessagesAreRefused();
    void errorTextsAreClean();
};

void TestReliableSocket::connectsAndTellsMessages()
{
    ScriptedPeer peer;
    const auto socket = makeSocket(peer.url());
    QSignalSpy states(socket.get(), &ReliableSocket::stateChanged);
    QSignalSpy messages(socket.get(), &ReliableSocket::messageReceived);
    socket->open();
    QTRY_COMPARE(socket->state(), State::Connected);
    QTRY_VERIFY(peer.socket());
    QCOMPARE(states.size(), 2);
    QCOMPARE(socket->attempt(), 0);

    peer.send(Ack{1, workflow("a"), 3});
    QTRY_COMPARE(messages.size(), 1);
    QCOMPARE(messages[0][0].value<Message>(), Message(Ack{1, workflow("a"), 3}));
    socket->send(Ack{2, workflow("a"), 4});
    QTRY_COMPARE(peer.received().size(), 1u);
}

void TestReliableSocket::closeCodeDecides_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<State>("state");

    QTest::newRow("normal") << 1000 << State::Waiting;
    QTest::newRow("going away") << 1001 << State::Waiting;
    QTest::newRow("too slow") << 4408 << State::Waiting;
    QTest::newRow("last that may") << 4499 << State::Waiting;
    QTest::newRow("bad message") << 4500 << State::Stopped;
    QTest::newRow("wrong endpoint") << 4504 << State::Stopped;
    QTest::newRow("last that may not") << 4999 << State::Stopped;
    QTest::newRow("protocol error") << 1002 << State::Stopped;
}

void TestReliableSocket::closeCodeDecides()
{
    QFETCH(int, code);
    QFETCH(State, state);
    ScriptedPeer peer;
    peer.onConnected = [&](QWebSocket *) { peer.close(code, u"because"_s); };
    const auto socket = makeSocket(peer.url());
    QSignalSpy closes(socket.get(), &ReliableSocket::closeReceived);
    QSignalSpy states(socket.get(), &ReliableSocket::stateChanged);
    socket->open();
    QTRY_COMPARE(states.size(), 3);
    QCOMPARE(states[2][0].value<State>(), state);
    QCOMPARE(closes.size(), 1);
    QCOMPARE(closes[0][0].toInt(), code);
    QCOMPARE(socket->errorText(), u"because (%1)"_s.arg(code));
}

void TestReliableSocket::aLostConnectionComesBack()
{
    ScriptedPeer peer;
    const auto socket = makeSocket(peer.url());
    QSignalSpy closes(socket.get(), &ReliableSocket::closeReceived);
    socket->open();
    QTRY_COMPARE(socket->state(), State::Connected);
    QTRY_VERIFY(peer.socket());
    peer.cut();
    QTRY_COMPARE(socket->state(), State::Waiting);
    QVERIFY(!socket->errorText().isEmpty());
    QVERIFY(socket->nextAttemptIn() > 0ms && socket->nextAttemptIn() <= 100ms);
    QTRY_COMPARE(socket->state(), State::Connected);
    QCOMPARE(socket->attempt(), 1);
    QCOMPARE(socket->nextAttemptIn(), 0ms);
    QCOMPARE(closes.size(), 0); // though QWebSocket shows code 1000
}

void TestReliableSocket::anAbsentServerIsTriedWithGrowingWaits()
{
    ScriptedPeer peer;
    peer.stop();
    const auto socket = makeSocket(peer.url());
    QList<std::chrono::milliseconds> waits;
    connect(socket.get(), &ReliableSocket::stateChanged, this, [&](State state) {
        if (state == State::Waiting) {
            waits.append(socket->nextAttemptIn());
        }
    });
    socket->open();
    QTRY_COMPARE(waits.size(), 3);
    QVERIFY(waits[0] > 80ms && waits[0] <= 100ms);
    QVERIFY(waits[1] > 180ms && waits[1] <= 200ms);
    QVERIFY(waits[2] > 380ms && waits[2] <= 400ms);
    QVERIFY(socket->errorText().contains("refused"_L1));
    peer.listen();
    QTRY_COMPARE(socket->state(), State::Connected);
}

void TestReliableSocket::givesUpAfterTheRetries()
{
    ScriptedPeer peer;
    peer.stop();
    const auto socket = makeSocket(peer.url(), {.maxRetries = 2});
    QSignalSpy states(socket.get(), &ReliableSocket::stateChanged);
    socket->open();
    QTRY_COMPARE(socket->state(), State::Stopped);
    const auto tries = std::count_if(states.begin(), states.end(),
        [](const QList<QVariant> &change) { return change[0].value<State>() == State::Connecting; });
    QCOMPARE(tries, 3);
    QVERIFY(!socket->errorText().isEmpty());
}

void TestReliableSocket::reconnectNowCutsTheWaitShort()
{
    ScriptedPeer peer;
    peer.stop();
    auto socket = std::make_unique<ReliableSocket>([&] { return peer.url(); });
    socket->setBackoff(Backoff([] { return 1000.0; })); // minutes
    socket->open();
    QTRY_COMPARE(socket->state(), State::Waiting);
    QVERIFY(socket->nextAttemptIn() > 1min);
    peer.listen();
    socket->reconnectNow();
    QCOMPARE(socket->state(), State::Connecting);
    QTRY_COMPARE(socket->state(), State::Connected);
    QCOMPARE(socket->attempt(), 1);
    socket->reconnectNow(); // nothing to cut
    QCOMPARE(socket->state(), State::Connected);
}

void TestReliableSocket::reconnectNowStartsAStoppedOne()
{
    ScriptedPeer peer;
    bool refuses = true;
    peer.onConnected = [&](QWebSocket *) {
        if (refuses) {
            peer.close(4500);
        }
    };
    const auto socket = makeSocket(peer.url());
    socket->open();
    QTRY_COMPARE(socket->state(), State::Stopped);
    refuses = false;
    socket->reconnectNow();
    QTRY_COMPARE(socket->state(), State::Connected);
}

void TestReliableSocket::aListenerThatNeverAnswersTimesOut()
{
    RawPeer peer;
    const auto socket = makeSocket(peer.url(), {.connectTimeout = 100ms, .maxRetries = 0});
    socket->open();
    QTRY_COMPARE(socket->state(), State::Stopped);
    QCOMPARE(socket->errorText(), u"no answer from the server"_s);
    QTRY_COMPARE(peer.ended, 1); // and TCP is not left open
}

void TestReliableSocket::aDeadPeerIsNoticed()
{
    RawPeer peer; // answers the handshake and then nothing, no pings either
    bool upgraded = false;
    peer.onRequest = [&](QTcpSocket *tcp) {
        if (!std::exchange(upgraded, true)) {
            tcp->write(peer.handshake());
        }
    };
    const auto socket = makeSocket(peer.url(), {.pingInterval = 30ms, .deadPeerLimit = 100ms, .maxRetries = 0});
    socket->open();
    QTRY_COMPARE(socket->state(), State::Connected);
    QTRY_COMPARE(socket->state(), State::Stopped);
    QCOMPARE(socket->errorText(), u"the server does not answer any more"_s);
    QTRY_COMPARE(peer.ended, 1);
}

void TestReliableSocket::aPeerThatAnswersPingsStays()
{
    ScriptedPeer peer;
    const auto socket = makeSocket(peer.url(), {.pingInterval = 30ms, .deadPeerLimit = 200ms});
    QSignalSpy states(socket.get(), &ReliableSocket::stateChanged);
    socket->open();
    QTRY_COMPARE(socket->state(), State::Connected);
    QVERIFY(!states.wait(800));
}

void TestReliableSocket::aHealthyConnectionResetsTheBackoff()
{
    ScriptedPeer peer;
    const auto socket = makeSocket(peer.url(), {.healthyAfter = 600ms});
    socket->open();
    QTRY_VERIFY(peer.socket());
    QTRY_COMPARE(socket->state(), State::Connected);
    peer.cut();
    QTRY_COMPARE(peer.connections(), 2);
    QTRY_COMPARE(socket->state(), State::Connected);
    QCOMPARE(socket->attempt(), 1);
    QTRY_COMPARE(socket->attempt(), 0);
}

void TestReliableSocket::closeSaysGoodbye()
{
    ScriptedPeer peer;
    const auto socket = makeSocket(peer.url());
    socket->open();
    QTRY_VERIFY(peer.socket());
    QTRY_COMPARE(socket->state(), State::Connected);
    QSignalSpy gone(peer.socket(), &QWebSocket::disconnected);
    QSignalSpy states(socket.get(), &ReliableSocket::stateChanged);
    socket->close();
    QCOMPARE(socket->state(), State::Idle);
    QTRY_COMPARE(gone.size(), 1);
    QCOMPARE(peer.socket()->closeCode(), QWebSocketProtocol::CloseCodeNormal);
    QVERIFY(!states.wait(300));
    socket->open();
    QTRY_COMPARE(socket->state(), State::Connected);
}

void TestReliableSocket::closeWhileWaitingEndsIt()
{
    ScriptedPeer peer;
    peer.stop();
    const auto socket = makeSocket(peer.url());
    socket->open();
    QTRY_COMPARE(socket->state(), State::Waiting);
    QSignalSpy states(socket.get(), &ReliableSocket::stateChanged);
    socket->close();
    QCOMPARE(socket->state(), State::Idle);
    QVERIFY(!states.wait(300));
}

void TestReliableSocket::closedByAListenerOfItsNews()
{
    ScriptedPeer peer;
    for (const State when : {State::Connecting, State::Connected}) {
        const auto socket = makeSocket(peer.url());
        connect(socket.get(), &ReliableSocket::stateChanged, this, [&](State state) {
            if (state == when) {
                socket->close();
            }
        });
        socket->open();
        QTRY_COMPARE(socket->state(), State::Idle);
    }
    peer.onConnected = [&](QWebSocket *) { peer.close(4400); };
    const auto socket = makeSocket(peer.url());
    connect(socket.get(), &ReliableSocket::closeReceived, socket.get(), &ReliableSocket::close);
    QSignalSpy closes(socket.get(), &ReliableSocket::closeReceived);
    socket->open();
    QTRY_COMPARE(closes.size(), 1);
    QCOMPARE(socket->state(), State::Idle);
}

void TestReliableSocket::httpServersAreNoServers()
{
    RawPeer peer;
    peer.onRequest = [](QTcpSocket *tcp) { tcp->write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"); };
    const auto socket = makeSocket(peer.url(), {.maxRetries = 0});
    socket->open();
    QTRY_COMPARE(socket->state(), State::Stopped);
    QVERIFY2(socket->errorText().contains("404"_L1), qPrintable(socket->errorText()));
    QTRY_COMPARE(peer.ended, 1);
}

void TestReliableSocket::anEndlessHeaderLineIsCut()
{
    RawPeer peer;
    qint64 written = 0;
    peer.onRequest = [&](QTcpSocket *tcp) {
        peer.request.clear();
        const auto pour = [&, tcp] {
            while (tcp->bytesToWrite() < 65536 && tcp->isValid()) {
                written += tcp->write(QByteArray(65536, 'x'));
            }
        };
        connect(tcp, &QTcpSocket::bytesWritten, this, pour);
        pour();
    };
    const auto socket = makeSocket(peer.url(), {.connectTimeout = 700ms, .maxRetries = 0});
    socket->open();
    QTRY_COMPARE(socket->state(), State::Stopped);
    QVERIFY2(written < 16 * 1024 * 1024, qPrintable(QString::number(written))); // what the kernel buffers
}

void TestReliableSocket::endlessHeadersAreCut()
{
    RawPeer peer;
    qint64 written = 0;
    QTimer drip; // small portions, so that the client's buffer is never full
    peer.onRequest = [&](QTcpSocket *tcp) {
        peer.request.clear();
        tcp->write("HTTP/1.1 101 Switching Protocols\r\n");
        connect(&drip, &QTimer::timeout, tcp, [&written, tcp] { written += tcp->write("name: value\r\n"); });
        drip.start(0);
    };
    const auto socket = makeSocket(peer.url(), {.connectTimeout = 20s, .maxRetries = 0});
    socket->open();
    QTRY_COMPARE(socket->state(), State::Stopped);
    QCOMPARE(socket->errorText(), u"the server's handshake does not end"_s);
    QVERIFY2(written < 4 * 1024 * 1024, qPrintable(QString::number(written)));
}

void TestReliableSocket::aBurstBehindTheHandshakeArrives()
{
    RawPeer peer;
    const QByteArray frame = textFrame(encode(Ack{1, workflow("a"), 3}));
    const int count = 4 * 1024 * 1024 / int(frame.size());
    bool upgraded = false;
    peer.onRequest = [&](QTcpSocket *tcp) {
        if (!std::exchange(upgraded, true)) {
            tcp->write(peer.handshake() + frame.repeated(count));
        }
    };
    const auto socket = makeSocket(peer.url());
    int received = 0;
    connect(socket.get(), &ReliableSocket::messageReceived, this, [&] { ++received; });
    socket->open();
    QTRY_COMPARE_WITH_TIMEOUT(received, count, 20000);
    QCOMPARE(socket->state(), State::Connected);
}

void TestReliableSocket::aPingFloodThatReadsNothingIsCut()
{
    RawPeer peer;
    bool upgraded = false;
    peer.onRequest = [&](QTcpSocket *tcp) {
        if (std::exchange(upgraded, true)) {
            return;
        }
        tcp->write(peer.handshake());
        tcp->setReadBufferSize(1); // reads no more: the pongs stay with the client
        const QByteArray pings = (QByteArray("\x89\x7d") + QByteArray(125, 'p')).repeated(500);
        const auto pour = [tcp, pings] {
            while (tcp->bytesToWrite() < 65536 && tcp->isValid()) {
                tcp->write(pings);
            }
        };
        connect(tcp, &QTcpSocket::bytesWritten, this, pour);
        pour();
    };
    const auto socket = makeSocket(peer.url(), {.deadPeerLimit = 60s, .maxRetries = 0});
    socket->open();
    QTRY_COMPARE_WITH_TIMEOUT(socket->state(), State::Stopped, 20000);
    QCOMPARE(socket->errorText(), u"the server does not read"_s);
}

void TestReliableSocket::garbageMessagesAreIgnored()
{
    ScriptedPeer peer;
    const auto socket = makeSocket(peer.url());
    QSignalSpy messages(socket.get(), &ReliableSocket::messageReceived);
    socket->open();
    QTRY_VERIFY(peer.socket());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the server sends what cannot be read"_s)); // once
    for (const QString &text : {u"{"_s, u""_s, u"[]"_s, u"\u0001"_s, u"{\"type\":\"new\"}"_s, QString(60000, u'[')}) {
        peer.socket()->sendTextMessage(text);
    }
    peer.socket()->sendBinaryMessage("\x00\xff");
    peer.send(Ack{1, workflow("a"), 3});
    QTRY_COMPARE(messages.size(), 1);
    QCOMPARE(socket->state(), State::Connected);
}

void TestReliableSocket::garbageFramesEndTheConnection()
{
    RawPeer peer;
    bool upgraded = false;
    peer.onRequest = [&](QTcpSocket *tcp) {
        if (!std::exchange(upgraded, true)) {
            tcp->write(peer.handshake() + textFrame(encode(Ack{1, workflow("a"), 3})) + QByteArray(1000, '\xff'));
        }
    };
    const auto socket = makeSocket(peer.url());
    QSignalSpy messages(socket.get(), &ReliableSocket::messageReceived);
    QSignalSpy closes(socket.get(), &ReliableSocket::closeReceived);
    socket->open();
    QTRY_COMPARE(closes.size(), 1);
    QCOMPARE(messages.size(), 1); // what came before was whole
    QCOMPARE(closes[0][0].toInt(), 1002);
    QCOMPARE(socket->state(), State::Stopped);
}

void TestReliableSocket::hugeMessagesAreRefused_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("taken");

    QTest::newRow("the longest of the protocol") << 32 * 1024 << true;
    QTest::newRow("as long as may be") << int(ReliableSocket::MaxIncomingBytes) << true;
    QTest::newRow("too long") << int(ReliableSocket::MaxIncomingBytes) + 1 << false;
    QTest::newRow("far too long") << 64 * 1024 * 1024 << false;
}

void TestReliableSocket::hugeMessagesAreRefused()
{
    QFETCH(int, size);
    QFETCH(bool, taken);
    ScriptedPeer peer;
    const auto socket = makeSocket(peer.url());
    QSignalSpy messages(socket.get(), &ReliableSocket::messageReceived);
    QSignalSpy closes(socket.get(), &ReliableSocket::closeReceived);
    socket->open();
    QTRY_VERIFY(peer.socket());
    const QByteArray ack = encode(Ack{1, workflow("a"), 3});
    peer.socket()->sendTextMessage(QString::fromUtf8(ack).leftJustified(size));
    QTRY_COMPARE(messages.size() + closes.size(), 1);
    QCOMPARE(messages.size(), taken ? 1 : 0);
    if (!taken) {
        QCOMPARE(closes[0][0].toInt(), 1009);
        QCOMPARE(socket->state(), State::Stopped);
    }
}

void TestReliableSocket::errorTextsAreClean()
{
    ScriptedPeer peer;
    peer.onConnected = [&](QWebSocket *) { peer.close(4500, u"\u001b[31m red\n \u202eline"_s); };
    const auto socket = makeSocket(peer.url());
    socket->open();
    QTRY_COMPARE(socket->state(), State::Stopped);
    QCOMPARE(socket->errorText(), u"[31m red line (4500)"_s);
}

QTEST_GUILESS_MAIN(TestReliableSocket)
#include "tst_reliablesocket.moc"
