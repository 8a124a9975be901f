#pragma once

#include <QtGlobal>

#include <deque>
#include <optional>
#include <utility>

namespace Flowcast {

/// What waits for its answer, by ticket. Tickets are given in order and answered nearly so, which makes this a queue
/// with few gaps, always in warm memory, where a hash would not be. Plain value of one thread.
template <typename T>
class TicketQueue
{
public:
    /// Gives the ticket; the first is 1.
    quint64 add(T waiting)
    {
        m_waiting.emplace_back(std::move(waiting));
        ++m_count;
        return m_first + m_waiting.size() - 1;
    }

    /// Nothing for a ticket that was never given, or taken already.
    [[nodiscard]] std::optional<T> take(quint64 ticket)
    {
        if (ticket < m_first || ticket - m_first >= m_waiting.size()) {
            return std::nullopt;
        }
        std::optional<T> taken = std::exchange(m_waiting[ticket - m_first], std::nullopt);
        m_count -= taken ? 1 : 0;
        while (!m_waiting.empty() && !m_waiting.front()) {
            m_waiting.pop_front();
            ++m_first;
        }
        return taken;
    }

    [[nodiscard]] size_t size() const { return m_count; }

private:
    std::deque<std::optional<T>> m_waiting;
    quint64 m_first = 1; ///< The ticket at the front.
    size_t m_count = 0;
};

} // namespace Flowcast
