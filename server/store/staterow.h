#pragma once

#include "server/store/sqlitestatement.h"
#include "server/store/storetypes.h"

namespace Flowcast {

/// The columns that the tables workflow and history share, qualified with \a table, in the order that staterow reads.
[[nodiscard]] QString stateColumns(QLatin1StringView table);

/// Reads those columns from \a first on; the workflow is \a id.
[[nodiscard]] WorkflowUpdate readState(const SqliteStatement &row, int first, WorkflowId id);
[[nodiscard]] bool readDeleted(const SqliteStatement &row, int first);
/// An update, or that the workflow was forgotten.
[[nodiscard]] StoreEvent readEvent(const SqliteStatement &row, int first, WorkflowId id);

/// Binds an update to the placeholders from \a first on, in the same order.
void bindState(SqliteStatement &statement, int first, const WorkflowUpdate &update, bool deleted);
constexpr int StateColumnCount = 9;

[[nodiscard]] WorkflowDeleted asDeleted(const WorkflowUpdate &update);

} // namespace Flowcast
