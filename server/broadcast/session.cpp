#include "server/broadcast/session.h"

#include "server/metrics.h"
#include "server/net/directsocket.h"
#include "server/store/storeclient.h"

#include <QTimer>
#include <QWebSocket>

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr qint64 MaxBufferedBytes = 1024 * 1024; // for at most 10 s
constexpr qint64 MaxBufferedBytesEver = 4 * MaxBufferedBytes;
constexpr auto TooSlowAfter = 10s;
constexpr auto CloseGrace = 2s;
constexpr int MaxUnansweredPings = 2;
/// A client's message may be a body plus the members around it.
constexpr quint64 MaxIncomingBytes = MaxBodyBytes + 4096;

} // namespace

Session::Session(QWebSocket *webSocket, QTcpSocket *tcpSocket, const WebSocketRoute &route, StoreClient &store,
    Metrics &metrics, QObject *parent)
    : QObject(parent), m_outbox(tcpSocket, metrics), m_socket(*tcpSocket), m_webSocket(webSocket), m_route(route),
      m_store(store), m_metrics(metrics)
{
    webSocket->setParent(this);
    webSocket->setMaxAllowedIncomingFrameSize(MaxIncomingBytes); // Qt's own limits are 2 GiB
    webSocket->setMaxAllowedIncomingMessageSize(MaxIncomingBytes);
    connect(tcpSocket, &QTcpSocket::bytesWritten, this, &Session::onBytesWritten);
    connect(webSocket, &QWebSocket::disconnected, this, &Session::ended);
    connect(webSocket, &QWebSocket::pong, this, [this] { m_unansweredPings = 0; });
    connect(
        webSocket, &QWebSocket::textMessageReceived, this, [this](const QString &text) { takeText(text.toUtf8()); });
    connect(webSocket, &QWebSocket::binaryMessageReceived, this, [this] { intake().refuseBinary(); });
    readFrom(tcpSocket);
}

Session::~Session() = default;

/// Messages as bytes where the socket allows it; QWebSocket gets the other frames.
void Session::readFrom(QTcpSocket *tcpSocket)
{
    if (auto *socket = qobject_cast<DirectSocket *>(tcpSocket)) {
        m_frames.emplace(
            qsizetype(MaxIncomingBytes), [this](QByteArrayView text) { takeText(text); },
            [socket](QByteArrayView frame) { socket->unread(frame); });
        socket->setReader([this](QByteArrayView bytes) { m_frames->read(bytes); });
    }
}

void Session::takeText(QByteArrayView text)
{
    m_unansweredPings = 0;
    intake().takeText(text);
}

PublishIntake &Session::intake()
{
    if (!m_intake) {
        m_intake = std::make_unique<PublishIntake>(m_store, m_metrics);
        connect(m_intake.get(), &PublishIntake::answered, this, &Session::answer);
        connect(m_intake.get(), &PublishIntake::gaveUp, this, [this] { close(CloseCode::BadMessage); });
    }
    return *m_intake;
}

void Session::start()
{
    if (m_route.kind != WebSocketRoute::Kind::Publish) {
        m_catchUp.emplace(m_route);
        ask();
    }
}

void Session::ask()
{
    m_asking = true;
    m_store.query(m_catchUp->next(), this, [this](const Result<StorePage> &page) {
        m_asking = false;
        onPage(page);
    });
}

void Session::onPage(const Result<StorePage> &page)
{
    if (!m_catchUp) {
        return; // closing
    }
    if (!page && page.error().code != ErrorCode::NotFound) {
        close(CloseCode::GoingAway); // the client tries again later
        return;
    }
    send(m_catchUp->take(page.value_or(StorePage()))); // a workflow that does not exist yet has nothing to send
    if (!m_outbox.isIdle()) {
        return; // onBytesWritten() asks for the next page, at the end too: the store goes on meanwhile
    }
    if (m_catchUp->isAtEnd()) {
        goLive();
    } else {
        ask();
    }
}

void Session::send(std::vector<StoreEvent> events)
{
    if (events.empty()) {
        return;
    }
    auto burst = std::make_shared<Burst>();
    for (StoreEvent &event : events) {
        QByteArray frame;
        appendFrame(frame, event);
        burst->append(std::make_shared<const StoreEvent>(std::move(event)), frame);
    }
    m_sentBehind += burst->parts.size();
    deliver(burst);
}

void Session::goLive()
{
    const std::optional<Synced> synced = m_catchUp->synced();
    if (m_behindSince != 0) {
        // Cursors count every event: what was not sent has been skipped.
        m_metrics.skipped.Increment(double(m_outbox.lastCursor() - m_behindSince - m_sentBehind));
        m_behindSince = 0;
    }
    m_catchUp.reset();
    if (synced) {
        answer(encode(*synced));
        sendAnswers(); // ahead of what is live
    }
    emit caughtUp();
}

void Session::deliver(const SharedBurst &burst)
{
    if (!m_outbox.deliver(burst)) {
        fallBehind();
    }
    if (!m_outbox.isIdle()) {
        watchBuffer();
    }
}

void Session::fallBehind()
{
    m_behindSince = m_outbox.lastCursor();
    m_sentBehind = 0;
    m_catchUp = CatchUp::statesAfter(m_behindSince);
    emit fellBehind();
}

void Session::answer(const QByteArray &text)
{
    if (m_answers.isEmpty()) {
        QMetaObject::invokeMethod(this, &Session::sendAnswers, Qt::QueuedConnection);
    }
    appendTextFrame(m_answers, text);
}

void Session::sendAnswers()
{
    if (!m_answers.isEmpty()) {
        m_outbox.sendFrames(std::exchange(m_answers, {}));
        watchBuffer();
    }
}

void Session::onBytesWritten()
{
    m_outbox.resume();
    watchBuffer();
    if (m_catchUp && !m_asking && m_outbox.isIdle()) {
        ask();
    }
}

void Session::watchBuffer()
{
    const qint64 bytes = m_outbox.bufferedBytes();
    if (bytes > MaxBufferedBytesEver) {
        m_metrics.closedTooSlow.Increment();
        QMetaObject::invokeMethod(m_webSocket, &QWebSocket::abort, Qt::QueuedConnection);
    } else if (bytes <= MaxBufferedBytes) {
        m_tooSlow = QDeadlineTimer(QDeadlineTimer::Forever);
    } else if (m_tooSlow.isForever()) {
        m_tooSlow.setRemainingTime(TooSlowAfter);
    }
}

void Session::closeTooSlow()
{
    m_metrics.closedTooSlow.Increment();
    close(CloseCode::TooSlow);
}

void Session::beat()
{
    if (m_unansweredPings >= MaxUnansweredPings) {
        m_webSocket->abort();
        return;
    }
    ++m_unansweredPings;
    m_webSocket->ping();
}

void Session::close(CloseCode code)
{
    m_catchUp.reset();
    m_tooSlow = QDeadlineTimer(QDeadlineTimer::Forever);
    sendAnswers();
    emit fellBehind(); // nothing is sent behind a close frame
    QTimer::singleShot(CloseGrace, m_webSocket, &QWebSocket::abort); // close() never ends on a peer that does not read
    m_webSocket->close(QWebSocketProtocol::CloseCode(code), QString(reasonText(code)));
}

} // namespace Flowcast
