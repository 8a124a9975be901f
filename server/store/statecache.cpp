#include "server/store/statecache.h"

namespace Flowcast {

Result<StateCache::Entry *> StateCache::load(const WorkflowId &id)
{
    const auto [place, isNew] = m_entries.try_emplace(id);
    Entry &entry = place->second;
    // Retention removes tombstones behind our back, so a clean one is read again.
    if (!isNew && (entry.dirty || !entry.row.deleted)) {
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

const WorkflowRow *StateCache::peek(const WorkflowId &id) const
{
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? nullptr : &found->second.row;
}

void StateCache::trim()
{
    if (m_entries.size() > Limit) {
        m_entries.clear();
    }
}

} // namespace Flowcast
