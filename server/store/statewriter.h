#pragma once

#include "server/store/statecache.h"

namespace Flowcast {

/// When states are written.
struct SweepLimits
{
    size_t states = 8192; ///< Changed ones, at which a sweep begins.
    quint64 updates = 65536; ///< The same for updates: what the next start may have to apply.
    size_t sliceRows = 256; ///< At least; more when more than that was changed by the transaction.
};

/// Writes states into the table workflow some time after their updates. The history has them already, so a crash loses
/// nothing: the next start applies what the history holds above the table's mark. To write each state with its update
/// would dirty a page of the table and one of its index for every one; later, one state stands for many updates, and
/// neighbours share a page.
/// It sweeps: all that has changed since the last sweep is written in slices, each within a transaction that is made
/// anyway; then the mark moves to where the sweep began. Store thread, owned by the Store.
class StateWriter
{
public:
    StateWriter(WorkflowTable &table, StateCache &cache, quint64 mark, SweepLimits limits);

    /// \a entry was changed within the open transaction.
    void changed(StateCache::Entry &entry);
    /// Within a transaction: writes a slice, when it is time. \a committed is the newest cursor before it.
    [[nodiscard]] Result<void> writeSlice(quint64 committed);
    /// Within a transaction: writes the rest of a sweep, or a whole one.
    [[nodiscard]] Result<void> writeSweep(quint64 committed);
    [[nodiscard]] bool isDone() const { return !isSweeping() && m_changed.empty(); }
    /// How the transaction ended.
    void committed();
    void rolledBack();

    /// The table holds every update up to this cursor.
    [[nodiscard]] quint64 mark() const { return m_mark; }
    /// What the table holds, and what is newer in memory.
    [[nodiscard]] Result<std::vector<StoreEvent>> page(const StatesQuery &query);

private:
    [[nodiscard]] bool isSweeping() const { return m_done < m_sweep.size(); }
    void beginSweep(quint64 committed);
    [[nodiscard]] Result<void> write(size_t count);
    [[nodiscard]] std::vector<StoreEvent> newerInMemory(const StatesQuery &query) const;

    WorkflowTable &m_table;
    StateCache &m_cache;
    const SweepLimits m_limits;
    std::vector<StateCache::Entry *> m_changed; ///< Since the sweep began, for the next one.
    std::vector<StateCache::Entry *> m_sweep; ///< In the order of the table.
    size_t m_done = 0; ///< So many of m_sweep are written and committed.
    size_t m_written = 0; ///< The same, with those of the open transaction.
    size_t m_changedNow = 0; ///< By the open transaction.
    quint64 m_sweepNumber = 1; ///< Of the next one.
    quint64 m_sweepMark = 0; ///< What m_mark becomes when the sweep is done.
    quint64 m_mark = 0;
};

} // namespace Flowcast
