#include "client/publishqueue.h"

#include <algorithm>
#include <iterator>

namespace Flowcast {

namespace {

/// The older one's fields show through where the newer one leaves them out. Its time does not: it is no longer the
/// time of what is published.
void mergeInto(Publish &newer, const Publish &older)
{
    const auto fill = [](auto &field, const auto &from) { field = field ? field : from; };
    fill(newer.status, older.status);
    fill(newer.currentStep, older.currentStep);
    fill(newer.totalSteps, older.totalSteps);
    fill(newer.message, older.message);
    fill(newer.name, older.name);
}

} // namespace

void PublishQueue::append(Publish publish)
{
    countWaiting(publish.workflowId, 1);
    m_waiting.push_back(std::move(publish));
    if (size() > m_limit) {
        mergeOldest();
    }
}

const Publish *PublishQueue::takeNext()
{
    if (m_waiting.empty() || m_onTheWay.size() >= Window) {
        return nullptr;
    }
    m_onTheWay.push_back(std::move(m_waiting.front()));
    m_waiting.pop_front();
    countWaiting(m_onTheWay.back().workflowId, -1);
    return &m_onTheWay.back();
}

bool PublishQueue::settle(quint64 request)
{
    return std::erase_if(m_onTheWay, [request](const Publish &publish) { return publish.request == request; }) > 0;
}

void PublishQueue::sendAgain()
{
    for (const Publish &publish : m_onTheWay) {
        countWaiting(publish.workflowId, 1);
    }
    m_waiting.insert(
        m_waiting.begin(), std::make_move_iterator(m_onTheWay.begin()), std::make_move_iterator(m_onTheWay.end()));
    m_onTheWay.clear();
}

void PublishQueue::mergeOldest()
{
    if (m_waiting.size() == size_t(m_waitingOf.size())) {
        return; // one per workflow: there is nothing to merge
    }
    const auto older = std::find_if(m_waiting.begin(), m_waiting.end(),
        [this](const Publish &publish) { return m_waitingOf.value(publish.workflowId) > 1; });
    const auto newer = std::find_if(std::next(older), m_waiting.end(),
        [&older](const Publish &publish) { return publish.workflowId == older->workflowId; });
    mergeInto(*newer, *older);
    countWaiting(older->workflowId, -1);
    m_waiting.erase(older);
}

void PublishQueue::countWaiting(const WorkflowId &id, int change)
{
    int &count = m_waitingOf[id];
    count += change;
    if (count == 0) {
        m_waitingOf.remove(id);
    }
}

} // namespace Flowcast
