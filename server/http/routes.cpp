#include "server/http/routes.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

struct FixedPath
{
    QByteArrayView path;
    Resource resource;
};

constexpr FixedPath FixedPaths[] = {
    {"/", Resource::Root},
    {"/api/workflows", Resource::Workflows},
    {"/api/updates", Resource::AllUpdates},
    {"/api/publish", Resource::Publish},
    {"/metrics", Resource::Metrics},
    {"/healthz", Resource::Health},
    {"/readyz", Resource::Readiness},
};

tl::unexpected<Error> notFound()
{
    return failure(ErrorCode::NotFound, {}, u"there is no such path; see GET /"_s);
}

Result<Route> workflowRoute(QByteArrayView idAndRest)
{
    const qsizetype slash = idAndRest.indexOf('/');
    const QByteArrayView rest = slash < 0 ? QByteArrayView() : idAndRest.sliced(slash);
    Resource resource = Resource::Workflow;
    if (rest == "/updates"_L1) {
        resource = Resource::WorkflowUpdates;
    } else if (rest == "/history"_L1) {
        resource = Resource::WorkflowHistory;
    } else if (!rest.isEmpty()) {
        return notFound();
    }
    return WorkflowId::fromBytes(slash < 0 ? idAndRest : idAndRest.first(slash)).map([resource](WorkflowId &&id) {
        return Route{resource, std::move(id)};
    });
}

} // namespace

Result<Route> routeOf(QByteArrayView rawPath)
{
    for (const FixedPath &fixed : FixedPaths) {
        if (rawPath == fixed.path) {
            return Route{fixed.resource, {}};
        }
    }
    constexpr QByteArrayView workflow = "/api/workflows/";
    if (rawPath.startsWith(workflow) && rawPath.size() > workflow.size()) {
        return workflowRoute(rawPath.sliced(workflow.size()));
    }
    return notFound();
}

QLatin1StringView patternOf(Resource resource)
{
    switch (resource) {
    case Resource::Root:
        return "/"_L1;
    case Resource::Workflows:
        return "/api/workflows"_L1;
    case Resource::Workflow:
        return "/api/workflows/{id}"_L1;
    case Resource::WorkflowUpdates:
        return "/api/workflows/{id}/updates"_L1;
    case Resource::WorkflowHistory:
        return "/api/workflows/{id}/history"_L1;
    case Resource::AllUpdates:
        return "/api/updates"_L1;
    case Resource::Publish:
        return "/api/publish"_L1;
    case Resource::Metrics:
        return "/metrics"_L1;
    case Resource::Health:
        return "/healthz"_L1;
    case Resource::Readiness:
        return "/readyz"_L1;
    }
    Q_UNREACHABLE();
}

QByteArray allowedMethods(Resource resource)
{
    switch (resource) {
    case Resource::Workflow:
        return "GET, HEAD, DELETE, OPTIONS";
    case Resource::WorkflowUpdates:
        return "GET, POST, OPTIONS";
    case Resource::AllUpdates:
    case Resource::Publish:
        return "GET, OPTIONS";
    case Resource::Root:
    case Resource::Workflows:
    case Resource::WorkflowHistory:
    case Resource::Metrics:
    case Resource::Health:
    case Resource::Readiness:
        return "GET, HEAD, OPTIONS";
    }
    Q_UNREACHABLE();
}

bool offersWebSocket(Resource resource)
{
    return resource == Resource::WorkflowUpdates || resource == Resource::AllUpdates || resource == Resource::Publish;
}

} // namespace Flowcast
