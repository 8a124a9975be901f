#pragma once

#include "server/store/historytable.h"
#include "server/store/statecache.h"
#include "server/store/storerequests.h"

namespace Flowcast {

/// Writes all that is waiting in one transaction: each update into the history, each changed state once. Store thread,
/// owned by the Store.
class GroupCommit
{
public:
    GroupCommit(Database &database, WorkflowTable &workflows, HistoryTable &history, quint64 cursor);

    using Write = std::variant<PublishRequest, ForgetRequest>;

    void add(Write &&write) { m_waiting.push_back(std::move(write)); }
    [[nodiscard]] bool isEmpty() const { return m_waiting.empty(); }

    /// Commits what was added. When the database refuses, nothing is stored and every answer carries its error.
    [[nodiscard]] Commit commit(Timestamp now);
    /// The newest cursor that is committed.
    [[nodiscard]] quint64 cursor() const { return m_cursor; }
    /// The row of a workflow as committed.
    [[nodiscard]] Result<WorkflowRow> committedRow(const WorkflowId &id);
    /// True when the last commit failed.
    [[nodiscard]] bool hasFailed() const { return m_failed; }

private:
    [[nodiscard]] Result<Commit> tryCommit(Timestamp now);
    [[nodiscard]] Result<void> apply(const Write &write, Timestamp now, Commit &commit);
    [[nodiscard]] Result<StoreEvent> store(const PublishRequest &request, Timestamp now);
    [[nodiscard]] Result<StoreEvent> store(const ForgetRequest &request, Timestamp now);
    [[nodiscard]] Result<StoreEvent> append(StateCache::Entry &entry, WorkflowUpdate next, bool deleted, Timestamp now);
    [[nodiscard]] Result<void> writeStates();
    void undo();

    Database &m_database;
    WorkflowTable &m_workflows;
    HistoryTable &m_history;
    StateCache m_cache;
    std::vector<Write> m_waiting;
    std::vector<StateCache::Entry *> m_dirty;
    quint64 m_cursor = 0; ///< Committed.
    quint64 m_nextCursor = 0; ///< Given out within the open transaction.
    bool m_failed = false;
};

} // namespace Flowcast
