#pragma once

#include "client/backoff.h"
#include "protocol/messages.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <QUrl>

class QWebSocket;

namespace Flowcast {

/// A WebSocket that comes back by itself: connect timer, pings, dead-peer limit, backoff, close codes obeyed. What a
/// broken or hostile server may cost is bounded: messages, header, unread answers. Knows messages, not what they mean.
/// Lives in the thread of its owner, which needs an event loop.
class ReliableSocket final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ReliableSocket)

public:
    enum class State
    {
        Idle, ///< Not opened, or closed by close().
        Connecting, ///< TCP and handshake under way.
        Connected, ///< Live.
        Waiting, ///< Lost; the next try is at nextAttemptIn().
        Stopped, ///< Gave up for good: the server's close code says so, or the tries are used up. See errorText().
    };
    Q_ENUM(State)

    /// When to give up on what; the defaults are the design's.
    struct Timing
    {
        std::chrono::milliseconds connectTimeout{5000};
        std::chrono::milliseconds pingInterval{5000};
        std::chrono::milliseconds deadPeerLimit{15000}; ///< Without a frame from the server.
        std::chrono::milliseconds healthyAfter{60000}; ///< Connected this long: the backoff starts anew.
        int maxRetries = -1; ///< Tries after a failed one, in a row, before it stops; -1: endless.
    };

    /// Tells where to connect; asked at every try, so that it can carry the place to resume from.
    using Address = std::function<QUrl()>;

    static constexpr quint64 MaxIncomingBytes = 256 * 1024; ///< Of one message; the longest we know of has 32 KiB.

    explicit ReliableSocket(Address address, QObject *parent = nullptr);
    ~ReliableSocket() override;

    void setTiming(const Timing &timing); ///< Before open().
    void setBackoff(Backoff backoff); ///< Before open().

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isConnected() const { return m_state == State::Connected; }
    [[nodiscard]] int attempt() const { return m_backoff.attempt(); }
    [[nodiscard]] std::chrono::milliseconds nextAttemptIn() const; ///< 0 unless Waiting.
    /// Why the last connection ended or failed: one short line without control characters; may be empty.
    [[nodiscard]] QString errorText() const { return m_errorText; }

    void send(const Message &message); ///< Nothing happens unless connected.
    void open();
    void close(); ///< Ends it with 1000; open() may follow.
    void reconnectNow(); ///< Cuts the wait short; also starts a stopped one again.
    void drop(const QString &why); ///< Ends this connection as a failed one: comes back after the backoff.

Q_SIGNALS:
    void stateChanged(Flowcast::ReliableSocket::State state);
    void messageReceived(const Flowcast::Message &message);
    void closeReceived(quint16 code); ///< The server said goodbye; the new state is told next.

private:
    void startAttempt();
    void connectSignals();
    void guardMemory();
    void onConnected();
    void onTextMessage(const QString &text);
    void onAboutToClose();
    void onFailed();
    void onBytesArrived();
    void onSilenceDue();
    void endConnection(const QString &why, bool mayComeBack);
    void retireSocket(bool abortNow);
    void stopTimers();
    void setState(State state);

    Address m_address;
    Timing m_timing;
    Backoff m_backoff;
    State m_state = State::Idle;
    QString m_errorText;
    QWebSocket *m_socket = nullptr; // parent: this; a new one for every try
    QTimer m_connectTimer;
    QTimer m_pingTimer;
    QTimer m_silenceTimer;
    QTimer m_healthyTimer;
    QTimer m_retryTimer;
    QElapsedTimer m_lastHeard;
    int m_readsBeforeConnected = 0;
    bool m_hasWarned = false; // of unreadable messages, once per connection
};

} // namespace Flowcast
