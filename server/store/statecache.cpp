#include "server/store/statecache.h"

namespace Flowcast {

Result<StateCache::Entry *> StateCache::load(const WorkflowId &id)
{
    const auto [place, isNew] = m_entries.try_emplace(id);
    Entry &entry = place->second;
    // Retention removes tombstones behind our back, so one that is written is read again.
    if (!isNew && (entry.unwritten > 0 || !entry.row.deleted)) {
        return &entry;
    }
    return m_table.find(id)
        .map([&entry](WorkflowRow &&row) {
            entry.row = std::move(row);
            return &entry;
        })
        .map_error([&](Error error) {
            m_entries.erase(place);
            return error;
        });
}

Result<WorkflowRow> StateCache::committed(const WorkflowId &id)
{
    const auto found = m_entries.find(id);
    // Without filling the memory for readers of ids that do not exist.
    return found == m_entries.end() ? m_table.find(id) : found->second.row;
}

bool StateCache::isNewer(const WorkflowId &id) const
{
    const auto found = m_entries.find(id);
    return found != m_entries.end() && found->second.unwritten > 0;
}

void StateCache::trim()
{
    if (m_entries.size() > Limit) {
        std::erase_if(m_entries, [](const auto &entry) { return entry.second.unwritten == 0; });
    }
}

} // namespace Flowcast
