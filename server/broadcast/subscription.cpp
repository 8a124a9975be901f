#include "server/broadcast/subscription.h"

#include "server/broadcast/session.h"
#include "server/net/directsocket.h"

#include <cstring>

namespace Flowcast {

namespace {

constexpr qsizetype CacheLine = 64;

/// The first \a bytes of an object.
void fetch(const void *object, qsizetype bytes)
{
    for (qsizetype at = 0; at < bytes; at += CacheLine) {
        __builtin_prefetch(static_cast<const char *>(object) + at);
    }
}

/// What Qt keeps of a connection, and the functor that was allocated just before it. A handle is a pointer to it and
/// nothing else; should that change, the processor fetches something useless, and no harm is done.
void fetchConnection(const QMetaObject::Connection &handle)
{
    const char *connection = nullptr;
    static_assert(sizeof handle == sizeof connection);
    std::memcpy(&connection, &handle, sizeof connection);
    fetch(connection - CacheLine, 3 * CacheLine);
}

} // namespace

Subscription::Subscription(Channel &channel, Session &session, const QTcpSocket &socket)
    : m_session(session), m_socket(socket), m_previous(channel.m_last), m_last(channel.m_last)
{
    if (m_previous) {
        m_previous->m_next = this;
    }
    m_last = this;
    m_announced = QObject::connect(
        &channel, &Channel::announced, &channel, [this](const SharedBurst &burst) { deliver(burst); });
    if (session.route().kind == WebSocketRoute::Kind::Workflow) {
        m_deleted = QObject::connect(
            &channel, &Channel::workflowDeleted, &channel, [&session] { session.close(CloseCode::WorkflowDeleted); });
    }
}

Subscription::~Subscription()
{
    QObject::disconnect(m_announced);
    QObject::disconnect(m_deleted);
    (m_next ? m_next->m_previous : m_last) = m_previous;
    if (m_previous) {
        m_previous->m_next = m_next;
    }
}

void Subscription::deliver(const SharedBurst &burst)
{
    prefetch();
    m_session.deliver(burst);
}

/// The one after the next has only just come near; of the next one it is known by now what it points to.
void Subscription::prefetch() const
{
    if (m_next) {
        fetch(&m_next->m_session, Session::HotBytes);
        fetch(&m_next->m_socket, DirectSocket::HotBytes);
        fetchConnection(m_next->m_announced);
        if (m_next->m_next) {
            fetch(m_next->m_next, sizeof(Subscription));
        }
    }
}

} // namespace Flowcast
