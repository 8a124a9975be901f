#include "server/http/httpconnection.h"

#include "server/http/lingeringclose.h"
#include "server/http/requesthead.h"
#include "server/http/upgrade.h"

#include <QPointer>

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr qsizetype MaxBodyPeek = 64 * 1024;
constexpr qsizetype MaxChunkHeader = 8 * 1024; // with extensions and trailers

} // namespace

HttpConnection::HttpConnection(
    QTcpSocket *socket, const HttpConnectionHandlers &handlers, const HttpLimits &limits, QObject *parent)
    : QObject(parent), m_socket(socket), m_handlers(handlers), m_limits(limits), m_readDeadline(limits.requestTime)
{
    socket->setParent(this);
    connect(socket, &QTcpSocket::readyRead, this, &HttpConnection::process);
    connect(socket, &QTcpSocket::bytesWritten, this, &HttpConnection::onBytesWritten);
    connect(socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
}

HttpConnection::~HttpConnection()
{
    if (m_socket) {
        m_socket->disconnect(this); // its own end would call back into what is half gone
    }
}

bool HttpConnection::mayRead() const
{
    return m_socket && m_stage != Stage::End && m_answers.size() < m_limits.requestsInFlight
        && m_socket->bytesToWrite() <= m_limits.writeBacklog;
}

void HttpConnection::process()
{
    if (m_isProcessing) {
        return;
    }
    m_isProcessing = true;
    do {
        while (mayRead() && readSome()) { }
    } while (flush() && mayRead() && m_socket->bytesAvailable() > 0);
    m_isProcessing = false;
}

bool HttpConnection::readSome()
{
    switch (m_stage) {
    case Stage::Head:
        return readHead();
    case Stage::Upgrade:
        return upgrade();
    case Stage::Body:
        return readBody();
    case Stage::End:
        return false;
    }
    Q_UNREACHABLE();
}

/// QIODevice::peek() makes room for all that is asked for, and to free 64 KiB has the allocator tidy up.
QByteArray HttpConnection::peek(qsizetype atMost) const
{
    const qint64 available = m_socket->bytesAvailable();
    return available > 0 ? m_socket->peek(qMin(available, qint64(atMost))) : QByteArray();
}

/// Does not take the head off the socket: a WebSocket's must be left for QWebSocketServer to read.
bool HttpConnection::readHead()
{
    QByteArray bytes = peek(MaxHeadBytes);
    while (!m_isInRequest && bytes.startsWith("\r\n")) { // some clients end a body with one (RFC 9112, 2.2)
        m_socket->skip(2);
        bytes = peek(MaxHeadBytes);
    }
    if (bytes.isEmpty() || bytes == "\r") {
        return false;
    }
    if (!std::exchange(m_isInRequest, true) && m_readDeadline.remainingTimeAsDuration() > m_limits.requestTime) {
        m_readDeadline.setRemainingTime(m_limits.requestTime);
    }
    const Result<qsizetype> length = requestHeadLength(bytes);
    if (!length) {
        refuse(HttpResponse::problem(length.error()));
        return false;
    }
    if (*length == 0) {
        return false;
    }
    Result<HttpRequest> request = m_parser.readHead(QByteArrayView(bytes).first(*length));
    if (!request) {
        refuse(HttpResponse::problem(request.error()));
        return false;
    }
    m_request = *std::move(request);
    m_headLength = *length;
    return beginRequest();
}

bool HttpConnection::beginRequest()
{
    if (auto refusal = m_handlers.vet(m_request)) {
        refuse(*refusal);
        return false;
    }
    if (asksForWebSocket(m_request)) {
        m_stage = Stage::Upgrade;
        return true;
    }
    m_socket->skip(m_headLength);
    if (m_parser.isComplete()) {
        dispatch();
        return true;
    }
    m_stage = Stage::Body;
    if (m_request.expectsContinue && m_socket->bytesAvailable() == 0) {
        m_answers.addContinue();
    }
    return true;
}

bool HttpConnection::upgrade()
{
    if (!m_answers.isEmpty()) {
        return false;
    }
    if (m_socket->bytesAvailable() > m_headLength) { // RFC 6455, 4.1; and QWebSocket would lose them
        refuse(HttpResponse::problem({ErrorCode::BadRequest, {}, u"frames must wait for the answer to the request"_s}));
        return false;
    }
    const auto vetted = vetUpgrade(m_request);
    if (const auto *refusal = std::get_if<HttpResponse>(&vetted)) {
        refuse(*refusal);
        return false;
    }
    m_handlers.upgrade(releaseSocket(), std::get<WebSocketRoute>(vetted));
    return false;
}

bool HttpConnection::readBody()
{
    const QByteArray bytes = peek(MaxBodyPeek);
    if (bytes.isEmpty()) {
        return false;
    }
    const Result<qsizetype> used = m_parser.readBody(bytes);
    if (!used) {
        refuse(HttpResponse::problem(used.error()));
        return false;
    }
    m_socket->skip(*used);
    if (m_parser.isComplete()) {
        m_request.body = m_parser.takeBody();
        dispatch();
        return true;
    }
    if (*used == 0 && bytes.size() >= MaxChunkHeader) {
        refuse(HttpResponse::problem({ErrorCode::HeaderFieldsTooLarge, {}, u"a chunk's header is too long"_s}));
    }
    return *used > 0;
}

void HttpConnection::dispatch()
{
    m_isInRequest = false;
    m_stage = m_request.keepAlive ? Stage::Head : Stage::End;
    const auto answer = m_answers.add(formOfAnswer(m_request.keepAlive));
    expectRequest();
    m_handlers.handle(
        std::exchange(m_request, {}), [connection = QPointer(this), answer](const HttpResponse &response) {
            if (connection) {
                AnswerQueue::set(*answer, response);
                connection->scheduleFlush();
            }
        });
}

HttpResponseForm HttpConnection::formOfAnswer(bool keepAlive) const
{
    return {m_request.http11, keepAlive, m_request.isHead()};
}

/// Answers a request that was not read to its end, which is why no other can follow it.
void HttpConnection::refuse(const HttpResponse &response)
{
    m_stage = Stage::End;
    AnswerQueue::set(*m_answers.add(formOfAnswer(false)), response);
    m_request = {};
    scheduleFlush();
}

/// Answers that become ready within one turn of the event loop leave in one write.
void HttpConnection::scheduleFlush()
{
    if (m_isProcessing || m_isFlushScheduled) {
        return;
    }
    m_isFlushScheduled = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_isFlushScheduled = false;
            process();
        },
        Qt::QueuedConnection);
}

/// Writes the answers that are ready; true if there were any.
bool HttpConnection::flush()
{
    if (!m_socket) {
        return false;
    }
    const QByteArray bytes = m_answers.takeReady();
    if (!bytes.isEmpty()) {
        if (m_socket->bytesToWrite() == 0) {
            m_writeDeadline.setRemainingTime(m_limits.writeTime);
        }
        m_socket->write(bytes);
        m_socket->flush();
        if (!m_isInRequest) {
            expectRequest();
        }
    }
    if (m_answers.isEmpty() && m_stage == Stage::End) {
        close();
    }
    return !bytes.isEmpty();
}

void HttpConnection::expectRequest()
{
    m_readDeadline.setRemainingTime(m_limits.idleTime);
}

void HttpConnection::onBytesWritten()
{
    m_writeDeadline.setRemainingTime(m_limits.writeTime);
    if (m_socket->bytesAvailable() > 0) {
        process();
    }
}

void HttpConnection::checkDeadlines()
{
    if (!m_socket) {
        return;
    }
    if (m_socket->bytesToWrite() > 0) {
        if (m_writeDeadline.hasExpired()) {
            m_socket->abort();
        }
    } else if (m_answers.isEmpty() && m_readDeadline.hasExpired()) {
        onTimeout();
    }
}

void HttpConnection::onTimeout()
{
    if (!m_isInRequest) {
        close();
        return;
    }
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(m_limits.requestTime).count();
    refuse(HttpResponse::problem(
        {ErrorCode::RequestTimeout, {}, u"a request must be complete within %1 s"_s.arg(seconds)}));
}

void HttpConnection::finish()
{
    m_stage = Stage::End;
    scheduleFlush();
}

void HttpConnection::close()
{
    new LingeringClose(releaseSocket(), m_limits.lingerTime, parent()); // its own owner
}

QTcpSocket *HttpConnection::releaseSocket()
{
    QTcpSocket *socket = std::exchange(m_socket, nullptr);
    socket->disconnect(this);
    deleteLater();
    return socket;
}

} // namespace Flowcast
