#pragma once

#include <QObject>
#include <QPointer>
#include <QTcpSocket>

#include <chrono>

namespace Flowcast {

/// Ends a connection so that the client gets to read its last answer: sends FIN, throws away what the client still
/// sends, and closes when it has closed too or the time is up. Closing at once would send RST if bytes are unread, and
/// that can destroy the answer on its way (RFC 9112, 9.6). Owns the socket and is its own owner; lives in its thread.
class LingeringClose final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LingeringClose)

public:
    /// \a parent ends it, and the socket, early.
    LingeringClose(QTcpSocket *socket, std::chrono::milliseconds atMost, QObject *parent);

private:
    void shutDownWhenWritten();
    void discard();

    QTcpSocket *m_socket; // child
    qint64 m_discarded = 0;
    bool m_isShutDown = false;
};

} // namespace Flowcast
