#pragma once

#include "server/http/answerqueue.h"
#include "server/http/httplimits.h"
#include "server/http/httprequestparser.h"
#include "server/http/httpresponse.h"
#include "server/websocketroute.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QTcpSocket>

#include <functional>

namespace Flowcast {

/// What an HttpConnection asks its front door for; one set for all connections.
struct HttpConnectionHandlers
{
    /// Looks at a head before its body is read; an answer refuses the request.
    std::function<std::optional<HttpResponse>(const HttpRequest &)> vet;
    HttpHandler handle;
    /// Takes over a socket whose unread bytes begin with a vetted WebSocket request.
    std::function<void(QTcpSocket *, const WebSocketRoute &)> upgrade;
};

/// One TCP connection until it ends or becomes a WebSocket: reads requests, pipelined ones too, and writes the answers
/// in their order. Reads no further while too many answers are under way or unsent. Lives in the I/O thread; owned by
/// the front door, and deletes itself when the connection ends.
class HttpConnection final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HttpConnection)

public:
    /// Takes \a socket over. The other two outlive the connection.
    HttpConnection(
        QTcpSocket *socket, const HttpConnectionHandlers &handlers, const HttpLimits &limits, QObject *parent);
    ~HttpConnection() override;

    /// Ends the connection if its time is up. The front door calls it now and then: a timer for each of 10,000
    /// connections would cost Qt a search through a sorted list with each request.
    void checkDeadlines();
    /// Reads no further requests; closes when those under way are answered.
    void finish();

private:
    enum class Stage
    {
        Head, ///< Before or in a request's head.
        Upgrade, ///< A WebSocket request that waits until the answers before it are out.
        Body,
        End, ///< Nothing more is read.
    };

    void process();
    [[nodiscard]] bool mayRead() const;
    [[nodiscard]] QByteArray peek(qsizetype atMost) const;
    [[nodiscard]] bool readSome();
    [[nodiscard]] bool readHead();
    [[nodiscard]] bool beginRequest();
    [[nodiscard]] bool upgrade();
    [[nodiscard]] bool readBody();
    void dispatch();
    [[nodiscard]] HttpResponseForm formOfAnswer(bool keepAlive) const;
    void refuse(const HttpResponse &response);
    void scheduleFlush();
    bool flush();
    void expectRequest();
    void onBytesWritten();
    void onTimeout();
    void close();
    QTcpSocket *releaseSocket();

    QTcpSocket *m_socket; // child, until it is handed over
    const HttpConnectionHandlers &m_handlers;
    const HttpLimits &m_limits;
    HttpRequestParser m_parser;
    HttpRequest m_request;
    qsizetype m_headLength = 0; // of m_request
    AnswerQueue m_answers;
    Stage m_stage = Stage::Head;
    bool m_isInRequest = false; // its first byte is here
    bool m_isProcessing = false;
    bool m_isFlushScheduled = false;
    QDeadlineTimer m_readDeadline;
    QDeadlineTimer m_writeDeadline{QDeadlineTimer::Forever};
};

} // namespace Flowcast
