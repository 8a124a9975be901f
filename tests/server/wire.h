#pragma once

#include "server/net/directsocket.h"

#include <QPointer>

#include <sys/socket.h>

/// A connection over loopback: a DirectSocket at one end, a bare descriptor that never blocks at the other.
class Wire final
{
    Q_DISABLE_COPY_MOVE(Wire)

public:
    Wire(Flowcast::Metrics &metrics, std::shared_ptr<Flowcast::SocketPoller> poller, int family = AF_INET);
    ~Wire();

    /// Gives how many of \a bytes the kernel took.
    qsizetype send(QByteArrayView bytes) const;
    [[nodiscard]] QByteArray receive() const; ///< What is here now.
    [[nodiscard]] bool isEnded() const; ///< The DirectSocket's end has closed, and everything was received.
    void finish() const; ///< FIN; goes on receiving.
    void reset(); ///< RST
    [[nodiscard]] int peer() const { return m_peer; }

    QPointer<Flowcast::DirectSocket> socket; ///< Deleted with this, if it still lives.

private:
    int m_peer = -1;
};

/// The event loop comes to rest: nothing calls for ever. Does what is to be done until then.
[[nodiscard]] bool comesToRest();

/// \a size bytes of which no part is like another.
[[nodiscard]] QByteArray pattern(qsizetype size);
