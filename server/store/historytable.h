#pragma once

#include "server/store/database.h"
#include "server/store/historychain.h"
#include "server/store/workflowtable.h"

#include <span>

namespace Flowcast {

/// Every stored update, one row each, in the order of all updates. A workflow's own are found by their HistoryChain.
/// Store thread, owned by the Store.
class HistoryTable
{
public:
    explicit HistoryTable(const Database &database);

    /// \a previous: the cursor of the version before; 0 when there is none.
    [[nodiscard]] Result<void> append(const WorkflowRow &row, quint64 previous, Timestamp storedAt);
    /// Of all workflows, by cursor.
    [[nodiscard]] Result<std::vector<StoreEvent>> changes(quint64 after, int limit);
    /// Of the workflow whose newest state is \a newest, by version; an earlier life, before a deletion, is not in it.
    [[nodiscard]] Result<std::vector<StoreEvent>> history(const WorkflowRow &newest, quint64 afterVersion, int limit);
    /// 0 when there is none.
    [[nodiscard]] Result<quint64> oldestCursor();

    /// Removes all of a workflow.
    [[nodiscard]] Result<void> removeAll(const WorkflowRow &newest);
    /// For a removal: adds to \a found the cursors of a workflow's versions from \a from up to \a to, but at most a
    /// chain's Stride, and drops their milestone; without it they can still be read. Gives the version up to which it
    /// has looked.
    [[nodiscard]] Result<quint64> release(
        const WorkflowRow &newest, quint64 from, quint64 to, std::vector<quint64> &found);
    /// Removes rows that were released.
    [[nodiscard]] Result<void> remove(std::span<const quint64> cursors);
    /// Removes at most \a limit rows with a cursor up to \a cursor, the oldest first, and gives the number.
    [[nodiscard]] Result<int> removeStoredBefore(Timestamp time, quint64 cursor, int limit);

private:
    /// Where to start a walk that is to meet \a version.
    [[nodiscard]] Result<quint64> cursorAtOrAbove(const WorkflowRow &newest, quint64 version);
    /// Of the versions from \a from to \a to that are there, oldest first.
    [[nodiscard]] Result<std::vector<quint64>> cursors(const WorkflowRow &newest, quint64 from, quint64 to);
    [[nodiscard]] Result<std::vector<StoreEvent>> rows(const WorkflowId &id, std::span<const quint64> cursors);

    SqliteStatement m_append;
    SqliteStatement m_changes;
    SqliteStatement m_row;
    SqliteStatement m_remove;
    SqliteStatement m_removeBefore;
    QSqlQuery m_oldest;
    HistoryChain m_chain;
};

} // namespace Flowcast
