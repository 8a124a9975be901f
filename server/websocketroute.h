#pragma once

#include "protocol/workflowid.h"

#include <optional>

namespace Flowcast {

/// What a client wants of the WebSocket that it opens.
struct WebSocketRoute
{
    enum class Kind
    {
        Workflow, ///< /api/workflows/{id}/updates
        All, ///< /api/updates
        Publish, ///< /api/publish
    };
    Kind kind = Kind::All;
    WorkflowId id; ///< Of Workflow only.
    std::optional<quint64> after; ///< ?since= of Workflow, ?cursor= of All: what the client has already.
};

} // namespace Flowcast
