#pragma once

#include "server/store/workflowtable.h"

namespace Flowcast {

/// Every update that is still kept, one row each, its cursor the key. Store thread, owned by the Store.
class HistoryTable
{
public:
    explicit HistoryTable(const Database &database);

    [[nodiscard]] Result<void> append(const WorkflowRow &row, Timestamp storedAt);
    /// Of all workflows, by cursor.
    [[nodiscard]] Result<std::vector<StoreEvent>> changes(quint64 after, int limit);
    /// Of the workflow with \a key, by version; an earlier life, before a deletion, is not in it.
    [[nodiscard]] Result<std::vector<StoreEvent>> history(
        const WorkflowId &id, qint64 key, quint64 afterVersion, int limit);
    /// 0 when there is none.
    [[nodiscard]] Result<quint64> oldestCursor();

    /// Each removes at most \a limit rows, the oldest first, and gives the number.
    [[nodiscard]] Result<int> removeUpTo(qint64 key, quint64 version, int limit);
    [[nodiscard]] Result<int> removeStoredBefore(Timestamp time, int limit);

private:
    [[nodiscard]] static Result<int> removed(QSqlQuery &query);

    SqliteStatement m_append;
    SqliteStatement m_changes;
    SqliteStatement m_history;
    QSqlQuery m_oldest;
    QSqlQuery m_removeUpTo;
    QSqlQuery m_removeBefore;
};

} // namespace Flowcast
