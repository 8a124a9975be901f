#include "server/store/retention.h"

namespace Flowcast {

namespace {

/// A workflow's history is looked at once in so many updates: it may be that much longer than the limit.
constexpr quint64 Stride = 64;

} // namespace

Retention::Retention(Database &database, WorkflowTable &workflows, HistoryTable &history, RetentionLimits limits)
    : m_database(database), m_workflows(workflows), m_history(history), m_limits(limits)
{
}

void Retention::note(const Commit &commit)
{
    for (const CommittedEvent &committed : commit.events) {
        const auto *update = std::get_if<WorkflowUpdate>(&committed.event);
        if (update && update->version % Stride == 0 && update->version > m_limits.perWorkflow) {
            m_excess.push_back({update->workflowId, update->version - m_limits.perWorkflow});
        }
    }
}

Result<void> Retention::runSlice(Timestamp now)
{
    return m_database.begin()
        .and_then([&] { return removeSome(now); })
        .and_then([this] { return m_database.commit(); })
        .map_error([this](Error error) {
            m_database.rollback();
            return error;
        });
}

Result<void> Retention::removeSome(Timestamp now)
{
    return m_excess.empty() ? removeOld(now) : removeExcess();
}

Result<void> Retention::removeExcess()
{
    const Excess &excess = m_excess.front();
    return m_workflows.find(excess.id)
        .and_then([&](const WorkflowRow &row) { return m_history.removeUpTo(row.key, excess.version, SliceRows); })
        .map([this](int removed) {
            if (removed < SliceRows) {
                m_excess.pop_front();
            }
        });
}

Result<void> Retention::removeOld(Timestamp now)
{
    return m_history.removeStoredBefore(now - m_limits.age, SliceRows).and_then([this](int removed) {
        if (removed == SliceRows) {
            return Result<void>();
        }
        m_lookForOld = false;
        return m_workflows.removeTombstones(SliceRows);
    });
}

} // namespace Flowcast
