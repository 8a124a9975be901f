#pragma once

#include "server/store/database.h"
#include "server/store/storetypes.h"

#include <functional>

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

/// The current state of every workflow, one row each, some of them older than the history: see StateWriter. Store
/// thread, owned by the Store.
class WorkflowTable
{
public:
    explicit WorkflowTable(const Database &database);

    /// A row with key 0 and version 0 when there is none.
    [[nodiscard]] Result<WorkflowRow> find(const WorkflowId &id);
    /// Gives \a row its key.
    [[nodiscard]] Result<void> insert(WorkflowRow &row);
    [[nodiscard]] Result<void> update(const WorkflowRow &row);
    using IsNewer = std::function<bool(const WorkflowId &)>;
    /// Leaves out those that are newer in memory.
    [[nodiscard]] Result<std::vector<StoreEvent>> page(const StatesQuery &query, const IsNewer &isNewer);
    [[nodiscard]] Result<quint64> newestCursor();
    /// Removes at most \a limit tombstones that the history no longer knows, but none that is newer in memory. The one
    /// with the newest cursor stays: cursors only ever grow.
    [[nodiscard]] Result<void> removeTombstones(int limit, const IsNewer &isNewer);

    /// The table holds every update up to this cursor.
    [[nodiscard]] Result<void> setMark(quint64 cursor);
    /// Applies the history above the mark, and moves the mark. For the start: nothing is in memory yet.
    [[nodiscard]] Result<void> catchUp();

private:
    sqlite3 *m_database;
    SqliteStatement m_find;
    SqliteStatement m_insert;
    SqliteStatement m_update;
    SqliteStatement m_page;
    SqliteStatement m_pageWithDeleted;
    SqliteStatement m_setMark;
    SqliteStatement m_tombstones;
    SqliteStatement m_remove;
    QSqlQuery m_newest;
    QSqlQuery m_catchUp;
};

} // namespace Flowcast
