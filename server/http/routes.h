#pragma once

#include "protocol/workflowid.h"

namespace Flowcast {

/// What a path of the API names.
enum class Resource
{
    Root, ///< /
    Workflows, ///< /api/workflows
    Workflow, ///< /api/workflows/{id}
    WorkflowUpdates, ///< /api/workflows/{id}/updates
    WorkflowHistory, ///< /api/workflows/{id}/history
    AllUpdates, ///< /api/updates
    Publish, ///< /api/publish
    Metrics, ///< /metrics
    Health, ///< /healthz
    Readiness, ///< /readyz
};

struct Route
{
    Resource resource = Resource::Root;
    WorkflowId id; ///< Empty where the path has none.
};

/// Reads a raw path. NotFound for one that the API does not have; a bad id is named as the field "workflow_id".
[[nodiscard]] Result<Route> routeOf(QByteArrayView rawPath);

/// The path with {id} in place of an id, as metrics show it.
[[nodiscard]] QLatin1StringView patternOf(Resource resource);
/// The methods as they stand in an Allow field. GET is among them where a WebSocket is offered.
[[nodiscard]] QByteArray allowedMethods(Resource resource);
[[nodiscard]] bool offersWebSocket(Resource resource);

} // namespace Flowcast
