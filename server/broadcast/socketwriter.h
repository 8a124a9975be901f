#pragma once

#include <QByteArrayView>

class QTcpSocket;

namespace Flowcast {

/// Hands bytes to a socket. While nothing waits in it they can go straight to the kernel, which says how many it took:
/// QTcpSocket::write() would keep the rest, and updates that wait belong into their bounded queue. Only for plain TCP.
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
    /// Leaves \a bytes to the socket, which tells by bytesWritten() when those that had to wait are gone.
    void write(QByteArrayView bytes);

private:
    QTcpSocket *m_socket;
};

} // namespace Flowcast
