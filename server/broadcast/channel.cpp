#include "server/broadcast/channel.h"

#include <QMetaMethod>

namespace Flowcast {

bool Channel::hasSubscribers() const
{
    static const QMetaMethod signal = QMetaMethod::fromSignal(&Channel::announced);
    return isSignalConnected(signal);
}

void Channel::gather(SharedEvent event, QByteArrayView frame, SteadyTime receivedAt)
{
    if (!m_gathered) {
        m_gathered = std::make_shared<Burst>();
    }
    m_gathered->append(std::move(event), frame);
    m_receivedAt.push_back(receivedAt);
}

std::vector<SteadyTime> Channel::announce()
{
    if (m_gathered) {
        emit announced(std::exchange(m_gathered, nullptr));
    }
    return std::exchange(m_receivedAt, {});
}

} // namespace Flowcast
