#pragma once

#include "client/publishqueue.h"
#include "client/reliablesocket.h"

namespace Flowcast {

/// Publishes over WS /api/publish and keeps going while the server is away: what is not acknowledged waits and is sent
/// again, in order, after a reconnect; so is everything from a publish on that the server could not take just now
/// (503). At least once: one whose answer got lost is stored twice. Lives in the thread of its owner, which needs an
/// event loop.
class Publisher final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Publisher)

public:
    /// How many publishes wait for a server at most. Past it the oldest that a newer one of the same workflow
    /// makes up for are merged into that one (fields left out keep their value, so no field is lost). The merged one
    /// gets no answer of its own.
    static constexpr int QueueLimit = 256;

    explicit Publisher(QUrl server, QObject *parent = nullptr);
    ~Publisher() override;

    void setTiming(const ReliableSocket::Timing &timing); ///< Before open().
    void setBackoff(Backoff backoff); ///< Before open().

    /// Sends, or keeps for later. Publish::request is set by the publisher; the one it gave is returned.
    quint64 publish(Publish publish);
    [[nodiscard]] int pending() const; ///< Publishes that have no answer yet.
    [[nodiscard]] bool isConnected() const;
    [[nodiscard]] QString errorText() const; ///< Why there is no connection, for a person.

public Q_SLOTS:
    void open();
    void close(); ///< What has no answer is kept; open() may follow.

Q_SIGNALS:
    void acknowledged(quint64 request, quint64 version);
    void refused(quint64 request, const Flowcast::Error &error); ///< By the server; it is not sent again.
    void idle(); ///< pending() has become 0.
    void connectedChanged(bool connected);
    void stopped(); ///< Gave up for good, as the server's close code says or the tries are used up. See errorText().

private:
    void onStateChanged(ReliableSocket::State state);
    void onMessage(const Message &message);
    void onAck(const Ack &ack);
    void onProblem(const Problem &problem);
    void sendWaiting();
    void afterAnswer();

    QUrl m_server;
    PublishQueue m_queue{QueueLimit};
    quint64 m_lastRequest = 0;
    bool m_wasConnected = false;
    QTimer m_answerTimer;
    ReliableSocket m_socket;
};

} // namespace Flowcast
