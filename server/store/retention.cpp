#include "server/store/retention.h"

#include <algorithm>

namespace Flowcast {

Retention::Retention(Database &database, WorkflowTable &workflows, HistoryTable &history, StateCache &cache,
    const StateWriter &states, RetentionLimits limits)
    : m_database(database), m_workflows(workflows), m_history(history), m_cache(cache),
      m_states(states), m_limits{std::max<quint64>(limits.perWorkflow, 1), limits.age}
{
}

void Retention::note(const Commit &commit)
{
    m_written += commit.events.size();
    for (const CommittedEvent &committed : commit.events) {
        const auto *update = std::get_if<WorkflowUpdate>(&committed.event);
        // Once in a chain's stride: the history may be that much longer than the limit.
        if (update && update->version % HistoryChain::Stride == 0 && update->version > m_limits.perWorkflow) {
            m_excess[update->workflowId].to = update->version - m_limits.perWorkflow;
        }
    }
}

Result<void> Retention::runSlice(Timestamp now)
{
    return m_database.begin()
        .and_then([&] { return runStep(now); })
        .and_then([this] { return m_database.commit(); })
        .map([this] { m_written = 0; })
        .map_error([this](Error error) {
            m_database.rollback();
            return error;
        });
}

/// In the long run a row goes for each that comes, and it takes two slices: one finds it, one removes it.
size_t Retention::sliceRows() const
{
    return std::clamp(3 * m_written, MinRows, MaxRows);
}

Result<void> Retention::runStep(Timestamp now)
{
    if (m_isRemoving) {
        return removeFound();
    }
    return m_excess.empty() ? removeOld(now) : findExcess();
}

/// One workflow's rows are scattered over the table, one on each page. So those of many are found first, and removed
/// in the order of the table.
Result<void> Retention::findExcess()
{
    Result<void> done;
    const size_t enough = std::min(m_found.size() + sliceRows(), MaxFound);
    while (done && !m_excess.empty() && m_found.size() < enough) {
        const auto next = m_excess.upper_bound(m_last);
        done = findExcess(next == m_excess.end() ? m_excess.begin() : next);
    }
    if (m_excess.empty() || m_found.size() >= MaxFound) {
        std::sort(m_found.begin(), m_found.end(), std::greater<>());
        m_isRemoving = true;
    }
    return done;
}

Result<void> Retention::findExcess(Excesses::iterator excess)
{
    auto &[id, range] = *excess;
    return m_cache.committed(id)
        .and_then([&](const WorkflowRow &row) { return m_history.release(row, range.from, range.to, m_found); })
        .map([&](quint64 last) {
            m_last = id;
            range.from = last + 1;
            if (range.from > range.to) {
                m_excess.erase(excess);
            }
        });
}

Result<void> Retention::removeFound()
{
    const size_t count = std::min(m_found.size(), sliceRows());
    return m_history.remove(std::span(m_found).last(count)).map([&] {
        m_found.resize(m_found.size() - count); // if the commit fails they are found again later
        m_isRemoving = !m_found.empty();
    });
}

Result<void> Retention::removeOld(Timestamp now)
{
    // What is not in the states yet has to stay, or a crash would lose it.
    return m_history.removeStoredBefore(now - m_limits.age, m_states.mark(), int(MinRows))
        .and_then([this](int removed) {
            if (removed == int(MinRows)) {
                return Result<void>();
            }
            m_lookForOld = false;
            return m_workflows.removeTombstones(
                int(MinRows), [this](const WorkflowId &id) { return m_cache.isNewer(id); });
        });
}

} // namespace Flowcast
