#pragma once

#include "server/http/acceptor.h"
#include "server/http/httpconnection.h"
#include "server/http/originpolicy.h"
#include "server/http/websockethandover.h"
#include "server/net/socketpoller.h"
#include "server/serverconfig.h"

#include <QSet>
#include <QTimer>

namespace Flowcast {

class Metrics;

/// The one port: accepts TCP connections, answers HTTP over them, and hands those that become WebSockets on.
/// Lives in an I/O thread, owned by that thread's worker. Its end closes every HTTP connection; WebSockets live on with
/// their owner.
class FrontDoor final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FrontDoor)

public:
    /// Both handlers are called in this thread. \a metrics outlives this.
    FrontDoor(const ServerConfig &config, Metrics &metrics, HttpHandler httpHandler, WebSocketHandler webSocketHandler,
        const HttpLimits &limits = {}, QObject *parent = nullptr);
    ~FrontDoor() override;

    /// Opens the port of the configuration. Unavailable, with a sentence, if that fails: it is in use, for example.
    [[nodiscard]] Result<quint16> listen();
    /// From now on accepted connections go to \a handler, which gives them to the serve() of one front door or another.
    void handOut(Acceptor::Handler handler) { m_handOut = std::move(handler); }
    /// Takes a connection over, or tells it that there are too many.
    void serve(qintptr descriptor);
    [[nodiscard]] quint16 port() const { return m_acceptor.serverPort(); }
    /// Takes no more connections and no more requests; what is under way is answered.
    void close();

private:
    [[nodiscard]] std::optional<HttpResponse> vet(const HttpRequest &request) const;
    void handle(const HttpRequest &request, const HttpReply &reply) const;
    void refuse(qintptr descriptor);
    void checkDeadlines();

    const ServerConfig m_config;
    const HttpLimits m_limits;
    const int m_maxConnections;
    Metrics &m_metrics;
    const OriginPolicy m_policy;
    const HttpHandler m_httpHandler;
    HttpConnectionHandlers m_connectionHandlers;
    std::shared_ptr<SocketPoller> m_poller;
    Acceptor::Handler m_handOut;
    Acceptor m_acceptor;
    WebSocketHandover m_handover;
    QSet<HttpConnection *> m_connections;
    QTimer m_sweep;
    int m_refusals = 0;
    bool m_isClosed = false;
};

} // namespace Flowcast
