#pragma once

#include "server/store/historytable.h"
#include "server/store/statewriter.h"
#include "server/store/storerequests.h"

#include <chrono>
#include <map>

namespace Flowcast {

/// How much history is kept.
struct RetentionLimits
{
    quint64 perWorkflow = 10000; ///< Updates, the newest; at least one.
    std::chrono::hours age{24 * 30};
};

/// Removes old history in small slices, so that no publish waits for it. Store thread, owned by the Store, which runs a
/// slice now and then.
class Retention
{
public:
    static constexpr std::chrono::milliseconds Pause{5}; ///< Between two slices, for the publishes.
    static constexpr size_t MinRows = 500; ///< Of a slice.
    static constexpr size_t MaxRows = 1500; ///< Of a slice when that many are written meanwhile.
    static constexpr size_t MaxFound = 16384; ///< Rows looked for before they are removed.

    Retention(Database &database, WorkflowTable &workflows, HistoryTable &history, StateCache &cache,
        const StateWriter &states, RetentionLimits limits);

    /// Looks at what was committed: whether a workflow has too much history now.
    void note(const Commit &commit);
    /// Looks for what has grown too old; call it now and then.
    void lookForOld() { m_lookForOld = true; }
    [[nodiscard]] bool hasWork() const { return m_lookForOld || !m_excess.empty() || !m_found.empty(); }
    /// One slice, a transaction of its own. Error: Unavailable; it is tried again with the next slice.
    [[nodiscard]] Result<void> runSlice(Timestamp now);

private:
    /// What a workflow has too much of.
    struct Excess
    {
        quint64 from = 0;
        quint64 to = 0; ///< Versions.
    };
    using Excesses = std::map<WorkflowId, Excess>;

    [[nodiscard]] size_t sliceRows() const;
    [[nodiscard]] Result<void> runStep(Timestamp now);
    [[nodiscard]] Result<void> findExcess();
    [[nodiscard]] Result<void> findExcess(Excesses::iterator excess);
    [[nodiscard]] Result<void> removeFound();
    [[nodiscard]] Result<void> removeOld(Timestamp now);

    Database &m_database;
    WorkflowTable &m_workflows;
    HistoryTable &m_history;
    StateCache &m_cache;
    const StateWriter &m_states;
    const RetentionLimits m_limits;
    Excesses m_excess;
    WorkflowId m_last; ///< Whose excess was looked for last: the others have their turn first.
    std::vector<quint64> m_found; ///< Cursors. Sorted, the oldest last, once m_isRemoving.
    bool m_isRemoving = false;
    size_t m_written = 0; ///< Updates since the last slice.
    bool m_lookForOld = true;
};

} // namespace Flowcast
