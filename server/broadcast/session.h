#pragma once

#include "server/broadcast/catchup.h"
#include "server/broadcast/framereader.h"
#include "server/broadcast/outbox.h"
#include "server/broadcast/publishintake.h"
#include "server/broadcast/subscription.h"

#include "protocol/closecode.h"

#include <QDeadlineTimer>
#include <QObject>

class QWebSocket;

namespace Flowcast {

/// One client over WebSocket: first what is stored, then each update as it is announced, and answers to what it
/// publishes. Lives in the I/O thread, owned by the Hub; owns its QWebSocket, and ends with it.
class Session final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Session)

public:
    static constexpr qsizetype HotBytes = 64; ///< What a delivery looks at, from the start of the object on.

    Session(QWebSocket *webSocket, QTcpSocket *tcpSocket, const WebSocketRoute &route, StoreClient &store,
        Metrics &metrics, QObject *parent);
    ~Session() override;

    void start();
    /// Tells the client and ends; a client that does not answer within two seconds is cut off.
    void close(CloseCode code);
    /// Pings the client; cuts it off when it has not answered the last two.
    void beat();
    /// Its reader has left too much waiting for too long: the session is to be closed.
    [[nodiscard]] bool isTooSlow() const { return m_tooSlow.hasExpired(); }
    void closeTooSlow();

    void subscribeTo(Channel &channel) { m_subscription.emplace(channel, *this, m_socket); }
    void unsubscribe() { m_subscription.reset(); }

    [[nodiscard]] const WebSocketRoute &route() const { return m_route; }
    [[nodiscard]] size_t queueDepth() const { return m_outbox.depth(); }

    void deliver(const SharedBurst &burst);

Q_SIGNALS:
    /// Everything stored has been sent: subscribe it to its channel, now.
    void caughtUp();
    /// More workflows wait than the queue holds: take it off the channel, it catches up from the store.
    void fellBehind();
    void ended();

private:
    void readFrom(QTcpSocket *tcpSocket);
    void takeText(QByteArrayView text);
    [[nodiscard]] PublishIntake &intake();
    void ask();
    void onPage(const Result<StorePage> &page);
    void send(std::vector<StoreEvent> events);
    void goLive();
    void fallBehind();
    void answer(const QByteArray &text);
    void sendAnswers();
    void onBytesWritten();
    void watchBuffer();

    Outbox m_outbox; // first: all that a delivery needs is close together
    const QTcpSocket &m_socket;
    QWebSocket *m_webSocket;
    const WebSocketRoute m_route;
    StoreClient &m_store;
    Metrics &m_metrics;
    std::optional<Subscription> m_subscription; ///< While live.
    std::unique_ptr<PublishIntake> m_intake; ///< From the first message on: most clients only watch.
    std::optional<FrameReader> m_frames; ///< None where only QWebSocket reads.
    std::optional<CatchUp> m_catchUp; ///< None while live.
    bool m_asking = false;
    quint64 m_behindSince = 0; ///< The cursor at which it fell behind; 0: it did not.
    quint64 m_sentBehind = 0; ///< Updates sent since.
    int m_unansweredPings = 0;
    QByteArray m_answers; ///< Frames that leave together at the end of this turn of the event loop.
    QDeadlineTimer m_tooSlow{QDeadlineTimer::Forever};
};

} // namespace Flowcast
