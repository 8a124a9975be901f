#pragma once

#include "server/broadcast/sessionqueue.h"
#include "server/broadcast/socketwriter.h"

namespace Flowcast {

class Metrics;

/// What one session has to send: bursts straight to the kernel while the reader keeps up, through the bounded queue
/// when it does not. In the thread of its session, which owns it.
class Outbox
{
public:
    Outbox(QTcpSocket *socket, Metrics &metrics) : m_writer(socket), m_metrics(metrics) { }

    /// False when more workflows wait than the queue holds; what waited is dropped then, see lastCursor().
    [[nodiscard]] bool deliver(const SharedBurst &burst);
    /// Answers and other messages to this client alone, finished frames; they are never dropped.
    void sendFrames(QByteArrayView frames);
    /// To be called when the socket has written: goes on with what waits.
    void resume();

    [[nodiscard]] bool isIdle() const { return m_queue.isEmpty() && m_writer.isIdle(); }
    [[nodiscard]] size_t depth() const { return m_queue.size(); } ///< Updates that wait.
    [[nodiscard]] qint64 bufferedBytes() const { return m_writer.waiting(); }
    [[nodiscard]] quint64 lastCursor() const { return m_lastCursor; } ///< Of the last event handed to the socket.

private:
    [[nodiscard]] bool enqueue(const SharedBurst &burst, size_t firstPart);
    [[nodiscard]] size_t write(const Burst &burst);

    SocketWriter m_writer;
    Metrics &m_metrics;
    SessionQueue m_queue;
    quint64 m_lastCursor = 0;
};

} // namespace Flowcast
