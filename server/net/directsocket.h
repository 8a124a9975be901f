#pragma once

#include "server/net/socketpoller.h"

#include <QTcpSocket>

#include <functional>
#include <memory>

namespace Flowcast {

class Metrics;

/// An accepted TCP connection that keeps no buffers while nothing waits, and is watched by a SocketPoller. To
/// QWebSocketServer and everybody else it is a QTcpSocket; below, each read and write is one system call. Qt's own
/// keeps two buffers of 16 KiB once they were used, and needs four system calls for one message.
/// Counts itself as a connection for as long as it exists: by its life and not by its signals, because QWebSocket
/// disconnects every receiver of its socket when it dies first. Lives in the I/O thread; its parent owns it.
class DirectSocket final : public QTcpSocket, private SocketPoller::Watcher
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DirectSocket)

public:
    static constexpr qsizetype HotBytes = 64; ///< What a write looks at, from the start of the object on.
    using Reader = std::function<void(QByteArrayView)>;

    DirectSocket(Metrics &metrics, std::shared_ptr<SocketPoller> poller, QObject *parent);
    ~DirectSocket() override;

    /// Takes a connected descriptor, which is closed when this fails.
    bool setSocketDescriptor(
        qintptr descriptor, SocketState state = ConnectedState, OpenMode openMode = ReadWrite) override;
    [[nodiscard]] qintptr socketDescriptor() const override { return m_descriptor; }

    /// From now on what comes goes to \a reader, in the thread's buffer and for the time of the call. What the reader
    /// leaves to Qt it gives to unread(). Frees what the handshake has used.
    void setReader(Reader reader);
    /// Bytes for those who read this as a QIODevice.
    void unread(QByteArrayView bytes);

    [[nodiscard]] qint64 bytesAvailable() const override { return QTcpSocket::bytesAvailable() + m_unread.size(); }
    [[nodiscard]] qint64 bytesToWrite() const override { return m_unsent.size(); }
    /// What a reader has only looked at, with peek(), does not count.
    void setReadBufferSize(qint64 size) override;
    /// Ends the connection once everything is sent; abort() at once.
    void close() override;
    void disconnectFromHost() override { close(); }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 skipData(qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    void onSocketReady(quint32 events) override;
    void receive();
    void sendWaiting();
    void onSendFailed();
    void onRemoteClosed();
    void updateInterest();
    [[nodiscard]] bool mayReceive() const;
    void release();
    void finish();

    QByteArray m_unsent; ///< The kernel has no room for it yet. First: a delivery looks at these two.
    int m_descriptor = -1;
    Metrics &m_metrics;
    std::shared_ptr<SocketPoller> m_poller;
    Reader m_reader;
    QByteArray m_unread; ///< Came in, and nobody has read it yet.
    quint32 m_interest = 0; ///< What the poller watches for.
};

} // namespace Flowcast
