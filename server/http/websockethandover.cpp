#include "server/http/websockethandover.h"

#include <QLoggingCategory>
#include <QTcpSocket>
#include <QWebSocket>

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

Q_LOGGING_CATEGORY(lcHandover, "flowcast.server.handover", QtInfoMsg)

} // namespace

template <typename Socket>
WebSocketHandover::Ends WebSocketHandover::endsOf(const Socket &socket)
{
    return {socket.peerAddress(), socket.peerPort(), socket.localAddress(), socket.localPort()};
}

WebSocketHandover::WebSocketHandover(WebSocketHandler handler, QObject *parent)
    : QObject(parent), m_handler(std::move(handler)), m_server(u"flowcast"_s, QWebSocketServer::NonSecureMode)
{
    m_server.setMaxPendingConnections(std::numeric_limits<int>::max()); // taken at once; Qt's 30 would refuse some
    connect(&m_server, &QWebSocketServer::newConnection, this, &WebSocketHandover::onNewConnection);
    connect(&m_server, &QWebSocketServer::serverError, this,
        [this] { qCWarning(lcHandover) << "a handshake failed that should have passed:" << m_server.errorString(); });
}

void WebSocketHandover::take(QTcpSocket *socket, const WebSocketRoute &route)
{
    socket->setParent(this);
    const Ends ends = endsOf(*socket);
    m_upgrading.insert(ends, {socket, route});
    // By the signal of its end and not of the handshake, so that one that dies in between leaves nothing.
    connect(socket, &QTcpSocket::disconnected, this, [this, ends] { m_upgrading.remove(ends); });
    m_server.handleConnection(socket);
}

void WebSocketHandover::onNewConnection()
{
    while (QWebSocket *webSocket = m_server.nextPendingConnection()) {
        greet(webSocket);
    }
}

void WebSocketHandover::greet(QWebSocket *webSocket)
{
    const Upgrading upgrading = m_upgrading.take(endsOf(*webSocket));
    QTcpSocket *socket = upgrading.socket;
    if (!socket) {
        delete webSocket; // its connection ended within this turn
        return;
    }
    socket->disconnect(this);
    socket->setParent(webSocket); // or it would leak when the QWebSocket is deleted while connected
    m_handler(webSocket, socket, upgrading.route);
}

} // namespace Flowcast
