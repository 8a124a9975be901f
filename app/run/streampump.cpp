#include "app/run/streampump.h"

#include <cerrno>

#include <fcntl.h>

namespace Flowcast {

constexpr int BlocksPerTurn = 16; // then the event loop may look after the connection and the signals
constexpr int PipeSize = 1 << 20; // the most that a pipe of an ordinary user holds; a pseudo terminal holds less

StreamPump::StreamPump(UniqueFd source, int target, Tap tap, QObject *parent)
    : QObject(parent), m_source(std::move(source)), m_sink(target), m_tap(std::move(tap)),
      m_block(BlockSize, Qt::Uninitialized), m_readable(m_source.get(), QSocketNotifier::Read),
      m_writable(m_sink.fd(), QSocketNotifier::Write)
{
    ::fcntl(m_source.get(), F_SETFL, ::fcntl(m_source.get(), F_GETFL) | O_NONBLOCK);
    m_writable.setEnabled(false);
    connect(&m_readable, &QSocketNotifier::activated, this, &StreamPump::onReadable);
    connect(&m_writable, &QSocketNotifier::activated, this, &StreamPump::onWritable);
}

void StreamPump::drain()
{
    if (isFinished())
        return;
    m_drainLimit = PipeSize;
    pump(BlocksPerTurn);
}

void StreamPump::onReadable()
{
    pump(BlocksPerTurn);
}

void StreamPump::onWritable()
{
    m_writable.setEnabled(false);
    pump(BlocksPerTurn);
}

/// Reads and writes in turn until there is nothing to read, nobody to write to, or it is the others' turn.
void StreamPump::pump(int maxBlocks)
{
    while (writeBlock() && maxBlocks-- > 0 && readBlock()) { }
    if (isFinished())
        return;
    const bool isBlocked = m_begin < m_end;
    m_readable.setEnabled(!isBlocked);
    m_writable.setEnabled(isBlocked);
}

/// False: nothing (more) to read for now, or ever.
bool StreamPump::readBlock()
{
    if (m_drainLimit == 0) {
        end();
        return false;
    }
    const auto size = ::read(m_source.get(), m_block.data(), size_t(m_block.size()));
    if (size < 0 && errno == EINTR)
        return true;
    const bool isEmpty = size < 0 && errno == EAGAIN;
    if (isEmpty && m_drainLimit < 0)
        return false;
    if (size <= 0) { // end of file, or EIO: nobody has the pseudo terminal open any more
        end();
        return false;
    }
    m_begin = 0;
    m_end = size;
    if (m_drainLimit > 0)
        m_drainLimit = std::max<qsizetype>(0, m_drainLimit - size);
    return true;
}

/// False: not everything was taken, or the output is lost.
bool StreamPump::writeBlock()
{
    while (m_begin < m_end) {
        const qsizetype written = m_sink.write(m_block.constData() + m_begin, m_end - m_begin);
        if (written < 0) { // whoever read our output has gone: the command is to notice it, as it would without us
            Q_EMIT outputLost();
            end();
            return false;
        }
        if (written == 0)
            return false;
        m_tap(QByteArrayView(m_block).sliced(m_begin, written));
        m_begin += written;
    }
    return true;
}

void StreamPump::end()
{
    m_readable.setEnabled(false);
    m_writable.setEnabled(false);
    m_source.reset();
    m_begin = m_end = 0;
    Q_EMIT finished();
}

} // namespace Flowcast
