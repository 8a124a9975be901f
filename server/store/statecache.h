#pragma once

#include "server/store/workflowtable.h"

#include <unordered_map>

namespace Flowcast {

/// The rows of table workflow that were used lately, in memory, so that merging a publish costs no SELECT and a state
/// is written once per transaction, however many updates it got. Store thread, owned by the Store.
class StateCache
{
public:
    static constexpr size_t Limit = 100'000; ///< Rows kept between two transactions.

    struct Entry
    {
        WorkflowRow row;
        bool dirty = false; ///< Changed since it was last written.
    };

    explicit StateCache(WorkflowTable &table) : m_table(table) { }

    /// Where a row is kept; the address holds until trim() or clear().
    [[nodiscard]] Result<Entry *> load(const WorkflowId &id);
    /// What a reader may see without the database; null when it is not in memory.
    [[nodiscard]] const WorkflowRow *peek(const WorkflowId &id) const;
    /// After a commit: forgets everything when there is too much of it.
    void trim();
    /// After a rollback: memory is ahead of the database.
    void clear() { m_entries.clear(); }

private:
    struct Hash
    {
        size_t operator()(const WorkflowId &id) const noexcept { return qHash(id); }
    };

    WorkflowTable &m_table;
    std::unordered_map<WorkflowId, Entry, Hash> m_entries;
};

} // namespace Flowcast
