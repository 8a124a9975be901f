#include "server/broadcast/socketwriter.h"

#include <QTcpSocket>

#include <sys/socket.h>

namespace Flowcast {

bool SocketWriter::isIdle() const
{
    return m_socket->bytesToWrite() == 0;
}

qint64 SocketWriter::waiting() const
{
    return m_socket->bytesToWrite();
}

qsizetype SocketWriter::send(QByteArrayView bytes)
{
    // An error, a reset say, comes back as "nothing taken": the socket then meets it itself and reports it.
    const ssize_t sent
        = ::send(int(m_socket->socketDescriptor()), bytes.data(), size_t(bytes.size()), MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent > 0 ? qsizetype(sent) : 0;
}

void SocketWriter::write(QByteArrayView bytes)
{
    m_socket->write(bytes.data(), bytes.size());
}

} // namespace Flowcast
