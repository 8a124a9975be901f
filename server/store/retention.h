#pragma once

#include "server/store/historytable.h"
#include "server/store/storerequests.h"

#include <chrono>
#include <deque>

namespace Flowcast {

/// How much history is kept.
struct RetentionLimits
{
    quint64 perWorkflow = 10000; ///< Updates, the newest.
    std::chrono::hours age{24 * 30};
};

/// Removes old history in slices of at most SliceRows rows, so that no publish waits for it. Store thread, owned by the
/// Store, which runs a slice when nothing else waits.
class Retention
{
public:
    static constexpr int SliceRows = 500;

    Retention(Database &database, WorkflowTable &workflows, HistoryTable &history, RetentionLimits limits);

    /// Looks at what was committed: whether a workflow has too much history now.
    void note(const Commit &commit);
    /// Looks for what has grown too old; call it now and then.
    void lookForOld() { m_lookForOld = true; }
    [[nodiscard]] bool hasWork() const { return m_lookForOld || !m_excess.empty(); }
    /// One slice, a transaction of its own. Error: Unavailable; it is tried again with the next slice.
    [[nodiscard]] Result<void> runSlice(Timestamp now);

private:
    struct Excess
    {
        WorkflowId id;
        quint64 version; ///< This one and the ones below it go.
    };

    [[nodiscard]] Result<void> removeSome(Timestamp now);
    [[nodiscard]] Result<void> removeExcess();
    [[nodiscard]] Result<void> removeOld(Timestamp now);

    Database &m_database;
    WorkflowTable &m_workflows;
    HistoryTable &m_history;
    const RetentionLimits m_limits;
    std::deque<Excess> m_excess;
    bool m_lookForOld = true;
};

} // namespace Flowcast
