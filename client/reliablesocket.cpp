#include "client/reliablesocket.h"

#include "protocol/closecode.h"

#include <QLoggingCategory>
#include <QTcpSocket>
#include <QWebSocket>

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

Q_LOGGING_CATEGORY(lcSocket, "flowcast.client.socket", QtInfoMsg)

// While the handshake runs, QWebSocket reads header lines without a limit: a small buffer and a count of reads give
// one (4 MiB). Not so afterwards: QTcpSocket stops reading at a full buffer and only begins again when somebody reads
// past its end, which QWebSocket, waiting for the rest of a frame, never does. There the frame limit bounds the buffer.
constexpr qint64 HandshakeBuffer = 16 * 1024;
constexpr int MaxHandshakeReads = 256;
constexpr qint64 Unlimited = 0;

/// Of what the server does not read: a flood of pings would fill us with pongs.
constexpr qint64 MaxUnsentBytes = 16 * 1024 * 1024;

/// After this a closing handshake is not waited for any more: QWebSocket::close() never ends on a peer that does not
/// read.
constexpr auto CloseGrace = 1s;

/// Texts of the server get into error texts, and from there to terminals.
QString cleaned(const QString &text)
{
    constexpr qsizetype longest = 200;
    QString line = text.left(longest);
    for (QChar &c : line) {
        c = c.isPrint() ? c : u' ';
    }
    return line.simplified();
}

QString closeText(quint16 code, const QString &reason)
{
    return reason.isEmpty() ? u"the server closed the connection (%1)"_s.arg(code) : u"%1 (%2)"_s.arg(reason).arg(code);
}

} // namespace

ReliableSocket::ReliableSocket(Address address, QObject *parent) : QObject(parent), m_address(std::move(address))
{
    m_connectTimer.setSingleShot(true);
    m_silenceTimer.setSingleShot(true);
    m_healthyTimer.setSingleShot(true);
    m_retryTimer.setSingleShot(true);
    m_retryTimer.setTimerType(Qt::PreciseTimer); // coarse ones round up to 5 % towards each other: jitter undone
    connect(&m_connectTimer, &QTimer::timeout, this, [this] { drop(u"no answer from the server"_s); });
    connect(&m_pingTimer, &QTimer::timeout, this, [this] { m_socket->ping(); });
    connect(&m_silenceTimer, &QTimer::timeout, this, &ReliableSocket::onSilenceDue);
    connect(&m_healthyTimer, &QTimer::timeout, this, [this] { m_backoff.reset(); });
    connect(&m_retryTimer, &QTimer::timeout, this, &ReliableSocket::startAttempt);
}

ReliableSocket::~ReliableSocket()
{
    if (m_socket) {
        m_socket->disconnect(this);
    }
}

void ReliableSocket::setTiming(const Timing &timing)
{
    m_timing = timing;
}

void ReliableSocket::setBackoff(Backoff backoff)
{
    m_backoff = std::move(backoff);
}

std::chrono::milliseconds ReliableSocket::nextAttemptIn() const
{
    return m_state == State::Waiting ? std::max(m_retryTimer.remainingTimeAsDuration(), 0ms) : 0ms;
}

void ReliableSocket::send(const Message &message)
{
    if (isConnected()) {
        m_socket->sendTextMessage(QString::fromUtf8(encode(message)));
    }
}

void ReliableSocket::open()
{
    if (m_state == State::Idle || m_state == State::Stopped) {
        m_backoff.reset();
        startAttempt();
    }
}

void ReliableSocket::close()
{
    stopTimers();
    if (m_socket && isConnected()) {
        m_socket->disconnect(this); // our own goodbye is no news
        m_socket->close(QWebSocketProtocol::CloseCodeNormal);
        retireSocket(false);
    } else {
        retireSocket(true);
    }
    m_errorText.clear();
    setState(State::Idle);
}

void ReliableSocket::reconnectNow()
{
    if (m_state == State::Stopped) {
        open();
    } else if (m_state == State::Waiting) {
        startAttempt();
    }
}

void ReliableSocket::drop(const QString &why)
{
    if (m_socket) {
        endConnection(why, true);
    }
}

void ReliableSocket::startAttempt()
{
    m_retryTimer.stop();
    m_readsBeforeConnected = 0;
    m_hasWarned = false;
    m_socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    m_socket->setMaxAllowedIncomingFrameSize(MaxIncomingBytes);
    m_socket->setMaxAllowedIncomingMessageSize(MaxIncomingBytes);
    m_socket->setReadBufferSize(HandshakeBuffer);
    connectSignals();
    const QWebSocket *socket = m_socket;
    setState(State::Connecting);
    if (m_socket != socket) {
        return; // somebody closed it on that news
    }
    m_connectTimer.start(m_timing.connectTimeout);
    m_socket->open(m_address());
    guardMemory();
}

void ReliableSocket::connectSignals()
{
    connect(m_socket, &QWebSocket::connected, this, &ReliableSocket::onConnected);
    connect(m_socket, &QWebSocket::textMessageReceived, this, &ReliableSocket::onTextMessage);
    connect(m_socket, &QWebSocket::aboutToClose, this, &ReliableSocket::onAboutToClose);
    connect(m_socket, &QWebSocket::disconnected, this, &ReliableSocket::onFailed);
    connect(m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, &ReliableSocket::onFailed);
    const auto heard = [this] { m_lastHeard.start(); };
    connect(m_socket, &QWebSocket::pong, this, heard);
    connect(m_socket, &QWebSocket::textFrameReceived, this, heard);
    connect(m_socket, &QWebSocket::binaryFrameReceived, this, heard);
}

/// QWebSocket tells neither of header lines nor of pings; the socket below it is its child.
void ReliableSocket::guardMemory()
{
    const QWebSocket *socket = m_socket;
    const auto *tcp = socket ? socket->findChild<QTcpSocket *>({}, Qt::FindDirectChildrenOnly) : nullptr;
    if (tcp) {
        connect(tcp, &QTcpSocket::readyRead, this, [this, socket] {
            if (socket == m_socket) {
                onBytesArrived();
            }
        });
    }
}

void ReliableSocket::onConnected()
{
    m_socket->setReadBufferSize(Unlimited);
    m_connectTimer.stop();
    m_lastHeard.start();
    m_pingTimer.start(m_timing.pingInterval);
    m_silenceTimer.start(m_timing.deadPeerLimit);
    m_healthyTimer.start(m_timing.healthyAfter);
    m_errorText.clear();
    setState(State::Connected);
}

void ReliableSocket::onTextMessage(const QString &text)
{
    const Result<Message> message = decode(text.toUtf8());
    if (message) {
        Q_EMIT messageReceived(*message);
    } else if (!std::exchange(m_hasWarned, true)) {
        qCWarning(lcSocket) << "the server sends what cannot be read:" << message.error().field
                            << cleaned(message.error().detail);
    }
}

/// A close frame has come, or QWebSocket has found one of the server's frames broken. A lost TCP connection does not
/// get here: it shows the close code 1000 that nobody sent.
void ReliableSocket::onAboutToClose()
{
    const QWebSocket *socket = m_socket;
    const auto code = quint16(socket->closeCode());
    const QString text = closeText(code, socket->closeReason());
    Q_EMIT closeReceived(code);
    if (m_socket == socket) {
        retireSocket(false);
        endConnection(text, mayReconnect(code));
    }
}

void ReliableSocket::onFailed()
{
    const QString why = m_socket->errorString();
    endConnection(why.isEmpty() ? u"the connection was lost"_s : why, true);
}

void ReliableSocket::onBytesArrived()
{
    if (m_state == State::Connecting && ++m_readsBeforeConnected > MaxHandshakeReads) {
        drop(u"the server's handshake does not end"_s);
    } else if (m_socket->bytesToWrite() > MaxUnsentBytes) {
        drop(u"the server does not read"_s);
    }
}

/// The timer is not started anew with every frame, that would cost more than reading the frame.
void ReliableSocket::onSilenceDue()
{
    const auto left = m_timing.deadPeerLimit - std::chrono::milliseconds(m_lastHeard.elapsed());
    if (left > 0ms) {
        m_silenceTimer.start(left);
    } else {
        drop(u"the server does not answer any more"_s);
    }
}

void ReliableSocket::endConnection(const QString &why, bool mayComeBack)
{
    stopTimers();
    retireSocket(true);
    m_errorText = cleaned(why);
    qCDebug(lcSocket) << "connection ended:" << m_errorText;
    const bool isUsedUp = m_timing.maxRetries >= 0 && m_backoff.attempt() >= m_timing.maxRetries;
    if (!mayComeBack || isUsedUp) {
        setState(State::Stopped);
        return;
    }
    m_retryTimer.start(m_backoff.next());
    setState(State::Waiting);
}

/// Lets go of the socket. A failed one is aborted, for QWebSocket leaves TCP open after a failed handshake; one that
/// said goodbye gets a moment for it.
void ReliableSocket::retireSocket(bool abortNow)
{
    QWebSocket *old = std::exchange(m_socket, nullptr);
    if (!old) {
        return;
    }
    old->disconnect(this);
    if (abortNow) {
        old->abort();
        old->deleteLater();
        return;
    }
    connect(old, &QWebSocket::disconnected, old, &QObject::deleteLater);
    QTimer::singleShot(CloseGrace, old, [old] {
        old->abort();
        old->deleteLater();
    });
}

void ReliableSocket::stopTimers()
{
    for (QTimer *timer : {&m_connectTimer, &m_pingTimer, &m_silenceTimer, &m_healthyTimer, &m_retryTimer}) {
        timer->stop();
    }
}

void ReliableSocket::setState(State state)
{
    if (m_state != state) {
        m_state = state;
        Q_EMIT stateChanged(state);
    }
}

} // namespace Flowcast
