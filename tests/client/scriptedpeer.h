#pragma once

#include "client/reliablesocket.h"

#include <QWebSocket>
#include <QWebSocketServer>
#include <QtTest>

namespace Flowcast {

/// A WebSocket server on a port of its own that does what a test says: the other side of every client.
class ScriptedPeer final : public QObject
{
public:
    std::function<void(QWebSocket *)> onConnected; ///< The first thing that happens on a connection.
    std::function<void(QWebSocket *, const Message &)> onMessage;

    ScriptedPeer() : m_server(u"peer"_qs, QWebSocketServer::NonSecureMode)
    {
        connect(&m_server, &QWebSocketServer::newConnection, this, [this] { accept(); });
        listen();
    }
    ~ScriptedPeer() override { stop(); }

    [[nodiscard]] QUrl url() const { return QUrl(u"ws://127.0.0.1:%1"_qs.arg(m_port)); }
    [[nodiscard]] int connections() const { return int(m_requests.size()); } ///< In all.
    [[nodiscard]] QStringList requests() const { return m_requests; } ///< Path and query of each connection.
    [[nodiscard]] std::vector<Message> received() const { return m_received; }
    [[nodiscard]] QWebSocket *socket() const { return m_sockets.isEmpty() ? nullptr : m_sockets.last().data(); }

    void listen() { m_port = m_server.listen(QHostAddress::LocalHost, m_port) ? m_server.serverPort() : quint16(0); }

    void send(const Message &message) { socket()->sendTextMessage(QString::fromUtf8(encode(message))); }
    void close(int code, const QString &reason = {}) { socket()->close(QWebSocketProtocol::CloseCode(code), reason); }
    void cut() { socket()->abort(); } ///< As a broken cable: without a close frame.

    /// Ends every connection without a word and listens no more, until listen(): the same port then.
    void stop()
    {
        m_server.close();
        for (const QPointer<QWebSocket> &socket : std::exchange(m_sockets, {})) {
            delete socket;
        }
    }

private:
    void accept()
    {
        QWebSocket *socket = m_server.nextPendingConnection();
        m_sockets.append(socket);
        m_requests.append(socket->requestUrl().toString(QUrl::RemoveScheme | QUrl::RemoveAuthority));
        connect(socket, &QWebSocket::textMessageReceived, this, [this, socket](const QString &text) {
            const Result<Message> message = decode(text.toUtf8());
            QVERIFY(message);
            m_received.push_back(*message);
            if (onMessage) {
                onMessage(socket, *message);
            }
        });
        if (onConnected) {
            onConnected(socket);
        }
    }

    QWebSocketServer m_server;
    quint16 m_port = 0;
    QList<QPointer<QWebSocket>> m_sockets;
    QStringList m_requests;
    std::vector<Message> m_received;
};

/// Waits of half the design's: 100, 200, 400 ms …, the same in every run.
inline Backoff steadyBackoff()
{
    return Backoff([] { return 0.0; });
}

inline WorkflowId workflow(QByteArrayView id)
{
    return *WorkflowId::fromBytes(id);
}

inline WorkflowUpdate makeUpdate(QByteArrayView id, quint64 version, quint64 cursor = 0)
{
    WorkflowUpdate update;
    update.workflowId = workflow(id);
    update.status = WorkflowStatus::Running;
    update.currentStep = quint32(version);
    update.version = version;
    update.cursor = cursor;
    return update;
}

} // namespace Flowcast
