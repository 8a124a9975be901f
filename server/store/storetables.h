#pragma once

#include "server/store/groupcommit.h"
#include "server/store/retention.h"

namespace Flowcast {

/// What works on an open database, in the order in which they need each other. Store thread, owned by the Store.
struct StoreTables
{
    /// \a cursor: what catchUp() gave.
    StoreTables(Database &database, RetentionLimits limits, quint64 cursor, SweepLimits sweep = {});

    /// Brings the states up to date with the history, after a crash; gives the newest cursor.
    [[nodiscard]] static Result<quint64> catchUp(Database &database);

    WorkflowTable workflows;
    HistoryTable history;
    StateCache cache;
    StateWriter states;
    GroupCommit group;
    Retention retention;
};

} // namespace Flowcast
