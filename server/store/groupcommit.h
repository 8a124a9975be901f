#pragma once

#include "server/store/historytable.h"
#include "server/store/statewriter.h"
#include "server/store/storerequests.h"

namespace Flowcast {

/// Writes all that is waiting into the history, in one transaction; the states follow by the StateWriter. Store thread,
/// owned by the Store.
class GroupCommit
{
public:
    GroupCommit(Database &database, WorkflowTable &workflows, HistoryTable &history, StateCache &cache,
        StateWriter &states, quint64 cursor);

    using Write = std::variant<PublishRequest, ForgetRequest>;

    void add(Write &&write) { m_waiting.push_back(std::move(write)); }
    [[nodiscard]] bool isEmpty() const { return m_waiting.empty(); }

    /// Commits what was added. When the database refuses, nothing is stored and every answer carries its error.
    [[nodiscard]] Commit commit(Timestamp now);
    /// The newest cursor that is committed.
    [[nodiscard]] quint64 cursor() const { return m_cursor; }
    /// Writes the states that are not yet in their table, so that the next start has nothing to apply.
    [[nodiscard]] Result<void> writeStates();
    /// True when the last commit failed.
    [[nodiscard]] bool hasFailed() const { return m_failed; }

private:
    /// What the open transaction has changed, as it was.
    struct Before
    {
        StateCache::Entry *entry;
        WorkflowRow row;
    };

    [[nodiscard]] Result<Commit> tryCommit(Timestamp now);
    [[nodiscard]] Result<void> apply(Write &write, Timestamp now, Commit &commit);
    [[nodiscard]] Result<StoreEvent> store(PublishRequest &request, Timestamp now);
    [[nodiscard]] Result<StoreEvent> store(const ForgetRequest &request, Timestamp now);
    [[nodiscard]] Result<StoreEvent> append(StateCache::Entry &entry, WorkflowUpdate next, bool deleted, Timestamp now);
    [[nodiscard]] Result<void> writeSweep();
    void change(StateCache::Entry &entry, WorkflowUpdate &&next, bool deleted);
    void undo();

    Database &m_database;
    WorkflowTable &m_workflows;
    HistoryTable &m_history;
    StateCache &m_cache;
    StateWriter &m_states;
    std::vector<Write> m_waiting;
    std::vector<Before> m_before;
    quint64 m_transaction = 1;
    quint64 m_cursor = 0; ///< Committed.
    quint64 m_nextCursor = 0; ///< Given out within the open transaction.
    bool m_failed = false;
};

} // namespace Flowcast
