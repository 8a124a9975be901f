#include "server/broadcast/outbox.h"

#include "server/metrics.h"

#include <algorithm>

namespace Flowcast {

bool Outbox::deliver(const SharedBurst &burst)
{
    return enqueue(burst, isIdle() ? write(*burst) : 0);
}

bool Outbox::enqueue(const SharedBurst &burst, size_t firstPart)
{
    for (size_t part = firstPart; part < burst->parts.size(); ++part) {
        switch (m_queue.push(burst, part)) {
        case SessionQueue::Push::Kept:
            break;
        case SessionQueue::Push::Replaced:
            m_metrics.skipped.Increment();
            break;
        case SessionQueue::Push::Overflow:
            m_queue.clear();
            return false;
        }
    }
    return true;
}

/// Gives how many parts the socket has now. The one that the kernel took in part, or the first of those that it did not
/// take, goes into the socket's buffer whole: frames must not be torn, and the buffer makes the socket report when
/// there is room again. So at most one update waits outside of the queue.
size_t Outbox::write(const Burst &burst)
{
    const qsizetype sent = m_writer.send(burst.bytes);
    const auto cut = std::find_if(
        burst.parts.begin(), burst.parts.end(), [sent](const Burst::Part &part) { return part.end > sent; });
    size_t handedOver = size_t(cut - burst.parts.begin());
    if (cut != burst.parts.end()) {
        m_writer.write(QByteArrayView(burst.bytes).sliced(sent, cut->end - sent));
        ++handedOver;
    }
    m_lastCursor = cursorOf(*burst.parts[handedOver - 1].event);
    m_metrics.delivered.Increment(double(handedOver));
    return handedOver;
}

void Outbox::sendFrames(QByteArrayView frames)
{
    m_writer.write(frames);
}

void Outbox::resume()
{
    if (!m_queue.isEmpty() && m_writer.isIdle()) {
        const SharedBurst waiting = m_queue.takeAll();
        [[maybe_unused]] const bool kept = enqueue(waiting, write(*waiting));
        Q_ASSERT(kept); // they came out of the same queue
    }
}

} // namespace Flowcast
