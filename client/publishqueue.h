#pragma once

#include "protocol/messages.h"

#include <QHash>

#include <deque>

namespace Flowcast {

/// The publishes that have no answer yet, oldest first: a few are on their way to the server, the rest waits. Past a
/// limit the oldest waiting one that a later waiting one of its workflow makes up for is merged into that; so there are
/// never more than the limit or one per workflow. A plain class; any thread.
class PublishQueue
{
public:
    static constexpr size_t Window = 64; ///< So many are on their way at most.

    explicit PublishQueue(size_t limit) : m_limit(limit) { }

    [[nodiscard]] size_t size() const { return m_onTheWay.size() + m_waiting.size(); }
    [[nodiscard]] size_t onTheWay() const { return m_onTheWay.size(); }
    void append(Publish publish);
    /// The next to send, which from now on is on its way; nullptr: none, or enough are.
    [[nodiscard]] const Publish *takeNext();
    /// The answer to \a request has come; false: it is not on its way.
    bool settle(quint64 request);
    /// The connection is gone: all that were on their way wait again, in their old order.
    void sendAgain();

private:
    void mergeOldest();
    void countWaiting(const WorkflowId &id, int change);

    size_t m_limit;
    std::deque<Publish> m_onTheWay;
    std::deque<Publish> m_waiting;
    QHash<WorkflowId, int> m_waitingOf; // how many of m_waiting each workflow has
};

} // namespace Flowcast
