#pragma once

#include "server/store/database.h"
#include "server/store/storetypes.h"

namespace Flowcast {

/// A row of the table workflow.
struct WorkflowRow
{
    qint64 key = 0; ///< 0: not in the table yet.
    WorkflowUpdate update;
    bool deleted = false;

    /// Neither unknown nor a tombstone.
    [[nodiscard]] bool exists() const { return update.version != 0 && !deleted; }
};

/// The current state of every workflow, one row each. Store thread, owned by the Store.
class WorkflowTable
{
public:
    explicit WorkflowTable(const Database &database);

    /// A row with key 0 and version 0 when there is none.
    [[nodiscard]] Result<WorkflowRow> find(const WorkflowId &id);
    /// Gives \a row its key.
    [[nodiscard]] Result<void> insert(WorkflowRow &row);
    [[nodiscard]] Result<void> update(const WorkflowRow &row);
    [[nodiscard]] Result<std::vector<StoreEvent>> page(const StatesQuery &query);
    [[nodiscard]] Result<quint64> newestCursor();
    /// Removes at most \a limit tombstones that the history no longer knows. The one with the newest cursor stays:
    /// cursors only ever grow.
    [[nodiscard]] Result<void> removeTombstones(int limit);

private:
    sqlite3 *m_database;
    SqliteStatement m_find;
    SqliteStatement m_insert;
    SqliteStatement m_update;
    SqliteStatement m_page;
    SqliteStatement m_pageWithDeleted;
    QSqlQuery m_newest;
    QSqlQuery m_removeTombstones;
};

} // namespace Flowcast
