#pragma once

#include "server/broadcast/channel.h"

class QTcpSocket;

namespace Flowcast {

class Session;

/// A session's place in a channel, ended with this object. With thousands of sessions their memory is in no cache, and
/// to wait for it took a fifth of a broadcast. Hence two things: the connections have the channel itself as their
/// receiver, because Qt keeps books with every receiver while it emits; and each delivery has the processor fetch what
/// the next two will need, for which the subscriptions of a channel form a chain in the order of the connections.
/// Value of the session.
class Subscription final
{
    Q_DISABLE_COPY_MOVE(Subscription)

public:
    /// \a session gets what \a channel announces; one that watches a single workflow is closed when that is deleted.
    /// \a socket is the one that its deliveries go to.
    Subscription(Channel &channel, Session &session, const QTcpSocket &socket);
    ~Subscription();

private:
    void deliver(const SharedBurst &burst);
    void prefetch() const;

    Session &m_session;
    const QTcpSocket &m_socket;
    Subscription *m_next = nullptr;
    Subscription *m_previous;
    Subscription *&m_last; ///< Of the channel.
    QMetaObject::Connection m_announced;
    QMetaObject::Connection m_deleted;
};

} // namespace Flowcast
