#include "server/http/router.h"

#include "server/http/upgrade.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

/// A word of ours for metrics: a client may invent any number of methods.
QLatin1StringView knownMethod(const QByteArray &method)
{
    for (const QLatin1StringView known : {"GET"_L1, "POST"_L1, "HEAD"_L1, "DELETE"_L1, "OPTIONS"_L1}) {
        if (QLatin1StringView(method) == known) {
            return known;
        }
    }
    return "OTHER"_L1;
}

bool isAllowed(Resource resource, const QByteArray &method) // methods, unlike lists, tell letters' cases apart
{
    const QByteArray methods = allowedMethods(resource);
    for (const auto &allowed : QLatin1StringView(methods).tokenize(", "_L1)) {
        if (allowed == QLatin1StringView(method)) {
            return true;
        }
    }
    return false;
}

HttpResponse rootResponse()
{
    return HttpResponse::text("Flowcast " FLOWCAST_VERSION R"(: live progress of workflows

GET    /api/workflows                all workflows (?limit= ?cursor=)
GET    /api/workflows/{id}           one workflow
GET    /api/workflows/{id}/history   its updates (?since= ?limit=)
POST   /api/workflows/{id}/updates   publish
DELETE /api/workflows/{id}           forget it
WS     /api/workflows/{id}/updates   watch it (?since=)
WS     /api/updates                  watch all (?cursor=)
WS     /api/publish                  publish many
GET    /metrics /healthz /readyz
)");
}

/// By this another instance recognises a Flowcast at the port.
HttpResponse healthResponse()
{
    return HttpResponse::json(R"({"service":"flowcast","version":")" FLOWCAST_VERSION R"("})");
}

HttpResponse optionsResponse(Resource resource)
{
    const QByteArray allowed = allowedMethods(resource);
    return HttpResponse::empty(204)
        .with("Allow", allowed)
        .with("Access-Control-Allow-Methods", allowed)
        .with("Access-Control-Allow-Headers", "Content-Type, If-None-Match");
}

} // namespace

Router::Router(StoreClient *store, Metrics &metrics, std::function<bool()> isReady, QObject *parent)
    : QObject(parent), m_metrics(metrics), m_isReady(std::move(isReady)), m_workflows(store, metrics, nullptr)
{
}

void Router::handle(const HttpRequest &request, const HttpReply &reply)
{
    const Result<Route> route = routeOf(request.path);
    const HttpReply counting = counted(request, route ? patternOf(route->resource) : "other"_L1, reply);
    if (!route) {
        counting(HttpResponse::problem(route.error()));
        return;
    }
    handleRoute(*route, request, counting);
}

HttpReply Router::counted(const HttpRequest &request, QLatin1StringView pattern, const HttpReply &reply)
{
    return [this, method = knownMethod(request.method), pattern, reply](const HttpResponse &response) {
        m_metrics.countHttpRequest(method, pattern, response.status);
        reply(response);
    };
}

void Router::handleRoute(const Route &route, const HttpRequest &request, const HttpReply &reply)
{
    if (request.method == "OPTIONS") {
        reply(optionsResponse(route.resource));
    } else if (!isAllowed(route.resource, request.method)) {
        reply(HttpResponse::methodNotAllowed(allowedMethods(route.resource)));
    } else if (request.method == "POST") {
        m_workflows.publish(route.id, request, reply);
    } else if (request.method == "DELETE") {
        m_workflows.forget(route.id, reply);
    } else {
        get(route, request, reply);
    }
}

void Router::get(const Route &route, const HttpRequest &request, const HttpReply &reply)
{
    switch (route.resource) {
    case Resource::Root:
        reply(rootResponse());
        return;
    case Resource::Workflows:
        m_workflows.list(request, reply);
        return;
    case Resource::Workflow:
        m_workflows.state(route.id, request, reply);
        return;
    case Resource::WorkflowHistory:
        m_workflows.history(route.id, request, reply);
        return;
    case Resource::WorkflowUpdates:
    case Resource::AllUpdates:
    case Resource::Publish:
        reply(upgradeRequired());
        return;
    case Resource::Metrics:
        reply(metricsResponse());
        return;
    case Resource::Health:
        reply(healthResponse());
        return;
    case Resource::Readiness:
        reply(readinessResponse());
        return;
    }
    Q_UNREACHABLE();
}

HttpResponse Router::metricsResponse()
{
    m_metrics.ready.Set(m_isReady() ? 1 : 0);
    HttpResponse response = HttpResponse::text(m_metrics.text());
    response.contentType = "text/plain; version=0.0.4; charset=utf-8";
    return response;
}

HttpResponse Router::readinessResponse() const
{
    if (!m_isReady()) {
        return HttpResponse::problem({ErrorCode::Unavailable, {}, u"the store does not take updates now"_s});
    }
    return HttpResponse::json(R"({"ready":true})");
}

} // namespace Flowcast
