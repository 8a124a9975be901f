#pragma once

#include "server/store/workflowtable.h"

#include <unordered_map>

namespace Flowcast {

/// The rows of table workflow that were used lately, in memory, so that merging a publish costs no SELECT. What is
/// newer than the table stays until a StateWriter has written it. Store thread, owned by the Store.
class StateCache
{
public:
    static constexpr size_t Limit = 100'000; ///< Rows kept between two transactions.

    struct Entry
    {
        WorkflowRow row;
        quint64 transaction = 0; ///< That changed it last.
        quint64 sweep = 0; ///< Of the StateWriter, that is to write it next.
        int unwritten = 0; ///< How often it waits to be written; then the table is older than this row.
    };

    explicit StateCache(WorkflowTable &table) : m_table(table) { }

    /// Where a row is kept; the address holds until trim().
    [[nodiscard]] Result<Entry *> load(const WorkflowId &id);
    /// The row of a workflow as committed, between two transactions.
    [[nodiscard]] Result<WorkflowRow> committed(const WorkflowId &id);
    /// The table does not hold the newest state of this one.
    [[nodiscard]] bool isNewer(const WorkflowId &id) const;
    /// After a commit: forgets what the table holds too when there is too much of it.
    void trim();

private:
    struct Hash
    {
        // Not noexcept: then the standard library keeps the hashes, and does not make those of a bucket's neighbours
        // again at each look-up (https://gcc.gnu.org/onlinedocs/libstdc++/manual/unordered_associative.html).
        size_t operator()(const WorkflowId &id) const { return qHash(id); }
    };

    WorkflowTable &m_table;
    std::unordered_map<WorkflowId, Entry, Hash> m_entries;
};

} // namespace Flowcast
