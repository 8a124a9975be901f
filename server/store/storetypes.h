#pragma once

#include "protocol/messages.h"

#include <memory>
#include <variant>
#include <vector>

namespace Flowcast {

/// What the store has made durable: a new state, or that a workflow was forgotten.
using StoreEvent = std::variant<WorkflowUpdate, WorkflowDeleted>;

[[nodiscard]] inline const WorkflowId &workflowIdOf(const StoreEvent &event)
{
    return std::visit([](const auto &e) -> const WorkflowId & { return e.workflowId; }, event);
}

[[nodiscard]] inline quint64 cursorOf(const StoreEvent &event)
{
    return std::visit([](const auto &e) { return e.cursor; }, event);
}

[[nodiscard]] inline quint64 versionOf(const StoreEvent &event)
{
    return std::visit([](const auto &e) { return e.version; }, event);
}

/// The one answer to whoever names a workflow that is not there.
[[nodiscard]] inline Error unknownWorkflow(const WorkflowId &id)
{
    return Error{ErrorCode::NotFound, QStringLiteral("workflow_id"),
        QStringLiteral("there is no workflow %1").arg(id.toString())};
}

/// Current states in the order of their last change, those with a cursor above \a after. A workflow that changes while
/// somebody pages through moves to the end, so every one is met and the last meeting is the newest.
struct StatesQuery
{
    quint64 after = 0;
    int limit = 256;
    bool withDeleted = false; ///< Tombstones too, for readers that knew the workflow before.
};

/// Every stored update of all workflows with a cursor above \a after, oldest first.
struct ChangesQuery
{
    quint64 after = 0;
    int limit = 256;
};

/// Every stored update of one workflow with a version above \a after, oldest first.
struct HistoryQuery
{
    WorkflowId id;
    quint64 after = 0;
    int limit = 256;
};

/// The current state of one workflow: a page of one event, or of none.
struct StateQuery
{
    WorkflowId id;
};

using StoreQuery = std::variant<StatesQuery, ChangesQuery, HistoryQuery, StateQuery>;

/// The answer to a query.
struct StorePage
{
    std::vector<StoreEvent> events;
    bool atEnd = true; ///< Nothing more was stored when this was read; what follows arrives by StoreClient::committed.
    bool truncated = false; ///< Retention has removed updates between \a after and the first event.
    quint64 cursor = 0; ///< The newest cursor of the whole store when this was read.
};

} // namespace Flowcast
