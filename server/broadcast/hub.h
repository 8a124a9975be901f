#pragma once

#include "server/broadcast/channel.h"
#include "server/broadcast/session.h"

#include <QHash>
#include <QSet>
#include <QTimer>

#include <array>
#include <unordered_map>

namespace Flowcast {

/// The WebSocket side of one I/O thread: its sessions, and a channel for each workflow that somebody watches here.
/// Lives in the I/O thread, owned by that thread's worker.
class Hub final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Hub)

public:
    Hub(StoreClient &store, Metrics &metrics, QObject *parent = nullptr);
    ~Hub() override;

    /// Takes over a WebSocket whose handshake is done; \a tcpSocket is the one below it.
    void adopt(QWebSocket *webSocket, QTcpSocket *tcpSocket, const WebSocketRoute &route);
    /// Tells every client that the server goes; allGone() follows, after two seconds at most.
    void closeAll();

Q_SIGNALS:
    void allGone();

private:
    /// Each session is pinged once in so many seconds, a share of them every second.
    static constexpr size_t HeartbeatSeconds = 20;

    void onCommitted(const std::shared_ptr<const Commit> &commit);
    void announce(const std::vector<Channel *> &channels);
    void observe(const Burst &announced);
    void subscribe(Session *session);
    void unsubscribe(Session *session);
    void onEnded(Session *session);
    [[nodiscard]] Channel &channelOf(const WebSocketRoute &route);
    void everySecond();
    void lookAtQueues();

    StoreClient &m_store;
    Metrics &m_metrics;
    Channel m_all;
    std::unordered_map<QByteArray, std::unique_ptr<Channel>> m_channels;
    std::array<QSet<Session *>, HeartbeatSeconds> m_sessions; ///< By the second in which they are pinged.
    size_t m_second = 0;
    size_t m_nextSecond = 0;
    QByteArray m_frame; ///< Of the event that is being announced; keeps its memory.
    QTimer m_clock;
    bool m_closing = false;
};

} // namespace Flowcast
