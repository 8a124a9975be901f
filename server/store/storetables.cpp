#include "server/store/storetables.h"

namespace Flowcast {

StoreTables::StoreTables(Database &database, RetentionLimits limits, quint64 cursor, SweepLimits sweep)
    : workflows(database), history(database), cache(workflows), states(workflows, cache, cursor, sweep),
      group(database, workflows, history, cache, states, cursor),
      retention(database, workflows, history, cache, states, limits)
{
}

Result<quint64> StoreTables::catchUp(Database &database)
{
    WorkflowTable workflows(database);
    return database.begin()
        .and_then([&] { return workflows.catchUp(); })
        .and_then([&] { return database.commit(); })
        .and_then([&] { return workflows.newestCursor(); });
}

} // namespace Flowcast
