#pragma once

#include "client/workflowconnection.h"

namespace Flowcast {

/// How `flowcast watch` shows what it learns: as lines or as a live block. Owned by the session, in its thread.
class WatchView
{
public:
    WatchView() = default;
    virtual ~WatchView() = default;
    Q_DISABLE_COPY_MOVE(WatchView)

    virtual void showUpdate(const WorkflowUpdate &update) = 0; ///< The states know it already.
    virtual void showDeleted(const WorkflowId &id) = 0;
    virtual void showConnection(const WorkflowConnection &connection) = 0; ///< It has another state.
    virtual void finish() = 0; ///< The last state is to stay.
};

} // namespace Flowcast
