#include "server/http/lingeringclose.h"

#include <QTimer>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

namespace Flowcast {

namespace {

constexpr qint64 MaxDiscardedBytes = 1024 * 1024;

} // namespace

LingeringClose::LingeringClose(QTcpSocket *socket, std::chrono::milliseconds atMost, QObject *parent)
    : QObject(parent), m_socket(socket)
{
    socket->setParent(this);
    connect(socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    connect(socket, &QTcpSocket::readyRead, this, &LingeringClose::discard);
    connect(socket, &QTcpSocket::bytesWritten, this, &LingeringClose::shutDownWhenWritten);
    QTimer::singleShot(atMost, this, &QObject::deleteLater);
    if (socket->state() != QAbstractSocket::ConnectedState) {
        deleteLater();
        return;
    }
    shutDownWhenWritten();
    discard();
}

void LingeringClose::shutDownWhenWritten()
{
    if (m_isShutDown || m_socket->bytesToWrite() > 0) {
        return;
    }
    m_isShutDown = true;
#ifdef Q_OS_UNIX
    ::shutdown(int(m_socket->socketDescriptor()), SHUT_WR);
#else
    m_socket->disconnectFromHost();
#endif
}

void LingeringClose::discard()
{
    m_discarded += m_socket->skip(m_socket->bytesAvailable());
    if (m_discarded > MaxDiscardedBytes) {
        deleteLater();
    }
}

} // namespace Flowcast
