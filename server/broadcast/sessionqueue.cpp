#include "server/broadcast/sessionqueue.h"

#include <QHash>

namespace Flowcast {

SessionQueue::Push SessionQueue::push(SharedBurst burst, size_t part)
{
    const quint32 skipped = burst->parts[part].skipped;
    m_entries.push_back({std::move(burst), part, skipped});
    if (m_entries.size() <= Capacity) {
        return Push::Kept;
    }
    if (replaceOldest()) {
        return Push::Replaced;
    }
    m_entries.pop_back();
    return Push::Overflow;
}

bool SessionQueue::replaceOldest()
{
    // From the newest to the oldest: who has met the id already is newer, the last such pair has the oldest update.
    QHash<WorkflowId, size_t> newer;
    size_t oldest = m_entries.size();
    size_t heir = 0;
    for (size_t i = m_entries.size(); i-- > 0;) {
        const auto met = newer.constFind(m_entries[i].id());
        if (met != newer.cend()) {
            oldest = i;
            heir = *met;
        }
        newer.insert(m_entries[i].id(), i);
    }
    if (oldest == m_entries.size()) {
        return false;
    }
    m_entries[heir].skipped += m_entries[oldest].skipped + 1;
    m_entries.erase(m_entries.begin() + qsizetype(oldest));
    return true;
}

SharedBurst SessionQueue::takeAll()
{
    auto all = std::make_shared<Burst>();
    for (const Entry &entry : m_entries) {
        const Burst::Part &part = entry.burst->parts[entry.part];
        if (entry.skipped == part.skipped) {
            all->append(part.event, entry.burst->frameOf(entry.part), part.skipped);
        } else {
            QByteArray frame;
            appendFrame(frame, *part.event, entry.skipped);
            all->append(part.event, frame, entry.skipped);
        }
    }
    m_entries.clear();
    return all;
}

} // namespace Flowcast
