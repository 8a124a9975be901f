#include "client/backoff.h"

#include <QRandomGenerator>

#include <algorithm>

namespace Flowcast {

Backoff::Backoff(Random random) : m_random(std::move(random))
{
    if (!m_random) {
        m_random = [] { return QRandomGenerator::system()->generateDouble(); };
    }
}

Backoff::Milliseconds Backoff::next()
{
    constexpr int doublingsToCeiling = 9; // 100 ms × 2⁹ is past 30 s; more would overflow in the end
    m_attempt = m_attempt + 1;
    const Milliseconds delay = std::min(Ceiling, Base * (1 << std::min(m_attempt, doublingsToCeiling)));
    return Milliseconds(qint64(double(delay.count()) * (0.5 + m_random())));
}

} // namespace Flowcast
