#pragma once

#include <QByteArrayView>

class QTcpSocket;

namespace Flowcast {

/// Hands bytes to a socket with one system call and no buffer in between while nothing waits in it; QTcpSocket::write
/// would copy them and switch a write notifier on and off, which costs O(n) each under glib. Only for plain TCP.
/// Value of one session, in its thread.
class SocketWriter
{
public:
    explicit SocketWriter(QTcpSocket *socket) : m_socket(socket) { }

    /// Nothing waits in the socket's own buffer: bytes may be sent directly.
    [[nodiscard]] bool isIdle() const;
    [[nodiscard]] qint64 waiting() const; ///< Bytes in the socket's own buffer.
    /// Gives how many of \a bytes the kernel took; the rest is the caller's. Only when isIdle().
    [[nodiscard]] qsizetype send(QByteArrayView bytes);
    /// Leaves \a bytes to the socket, which tells by bytesWritten() when they are gone.
    void buffer(QByteArrayView bytes);

private:
    QTcpSocket *m_socket;
};

} // namespace Flowcast
