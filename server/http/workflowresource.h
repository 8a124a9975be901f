#pragma once

#include "server/http/httpresponse.h"
#include "server/metrics.h"
#include "server/store/storeclient.h"

namespace Flowcast {

/// /api/workflows and what is below it: reads them from the store and publishes to it. Lives in the I/O thread, owned
/// by the router.
class WorkflowResource final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WorkflowResource)

public:
    WorkflowResource(StoreClient *store, Metrics &metrics, QObject *parent);

    void list(const HttpRequest &request, const HttpReply &reply);
    void state(const WorkflowId &id, const HttpRequest &request, const HttpReply &reply);
    void history(const WorkflowId &id, const HttpRequest &request, const HttpReply &reply);
    void publish(const WorkflowId &id, const HttpRequest &request, const HttpReply &reply);
    void forget(const WorkflowId &id, const HttpReply &reply);

private:
    StoreClient *m_store; // of the same thread; outlives this
    Metrics &m_metrics;
};

} // namespace Flowcast
