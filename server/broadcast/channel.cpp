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
    m_gathered->append(std::move(event), frame, 0, receivedAt);
}

SharedBurst Channel::announce()
{
    const SharedBurst burst = std::exchange(m_gathered, nullptr);
    if (burst) {
        emit announced(burst);
    }
    return burst;
}

} // namespace Flowcast
