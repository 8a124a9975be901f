#pragma once

#include "server/websocketroute.h"

#include <QHash>
#include <QHostAddress>
#include <QObject>
#include <QPointer>
#include <QWebSocketServer>

#include <functional>

class QTcpSocket;
class QWebSocket;

namespace Flowcast {

/// Takes over a new WebSocket, which the handler owns from then on; the socket under it is its child.
using WebSocketHandler = std::function<void(QWebSocket *, QTcpSocket *, const WebSocketRoute &)>;

/// Makes WebSockets of vetted connections with a QWebSocketServer that never listens. Lives in the I/O thread, owned by
/// the front door.
class WebSocketHandover final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WebSocketHandover)

public:
    explicit WebSocketHandover(WebSocketHandler handler, QObject *parent);

    /// \a socket has a whole request unread, one that vetUpgrade() has passed.
    void take(QTcpSocket *socket, const WebSocketRoute &route);

private:
    /// The two ends: all that a QWebSocket shows of the socket under it.
    struct Ends
    {
        QHostAddress peer;
        quint16 peerPort = 0;
        QHostAddress local;
        quint16 localPort = 0;
        bool operator==(const Ends &) const = default;
        friend size_t qHash(const Ends &e, size_t seed = 0)
        {
            return qHashMulti(seed, e.peer, e.peerPort, e.local, e.localPort);
        }
    };
    struct Upgrading
    {
        QPointer<QTcpSocket> socket;
        WebSocketRoute route;
    };
    template <typename Socket>
    static Ends endsOf(const Socket &socket);

    void onNewConnection();
    void greet(QWebSocket *webSocket);

    WebSocketHandler m_handler;
    QWebSocketServer m_server;
    QHash<Ends, Upgrading> m_upgrading;
};

} // namespace Flowcast
