#pragma once

#include "server/http/routes.h"
#include "server/http/workflowresource.h"

namespace Flowcast {

/// Answers the HTTP side of the API: finds what a request is for and has it answered. Lives in the I/O thread, owned by
/// that thread's worker, and outlives the front door that it serves.
class Router final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Router)

public:
    /// \a isReady says whether the store is open and takes commits; it is called in this thread.
    /// \a store and \a metrics outlive this.
    Router(StoreClient *store, Metrics &metrics, std::function<bool()> isReady, QObject *parent = nullptr);

    void handle(const HttpRequest &request, const HttpReply &reply);

private:
    void handleRoute(const Route &route, const HttpRequest &request, const HttpReply &reply);
    void get(const Route &route, const HttpRequest &request, const HttpReply &reply);
    [[nodiscard]] HttpReply counted(const HttpRequest &request, QLatin1StringView pattern, const HttpReply &reply);
    [[nodiscard]] HttpResponse metricsResponse();
    [[nodiscard]] HttpResponse readinessResponse() const;

    Metrics &m_metrics;
    std::function<bool()> m_isReady;
    WorkflowResource m_workflows;
};

} // namespace Flowcast
