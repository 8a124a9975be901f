#include "server/http/workflowresource.h"

#include "protocol/api.h"
#include "server/http/etag.h"
#include "server/http/pagejson.h"
#include "server/http/queryparameters.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr quint64 DefaultPage = 256;
constexpr quint64 MaxPage = 1000;

struct PageParameters
{
    quint64 after = 0;
    int limit = 0;
};

Result<PageParameters> pageParameters(const QByteArray &query, QByteArrayView afterName)
{
    const auto after = numberParameter(query, afterName, 0, MaxPosition);
    if (!after) {
        return tl::unexpected(after.error());
    }
    const auto limit = numberParameter(query, "limit", 1, MaxPage);
    if (!limit) {
        return tl::unexpected(limit.error());
    }
    return PageParameters{after->value_or(0), int(limit->value_or(DefaultPage))};
}

/// Of a list with these parameters, at this state of the store.
QByteArray listTag(quint64 cursor, const PageParameters &parameters)
{
    return QByteArray::number(cursor) + '-' + QByteArray::number(parameters.after) + '-'
        + QByteArray::number(parameters.limit);
}

QByteArray nextLink(quint64 cursor, int limit)
{
    return '<' + workflowsPath().toLatin1() + "?limit=" + QByteArray::number(limit)
        + "&cursor=" + QByteArray::number(cursor) + ">; rel=\"next\"";
}

HttpResponse listResponse(const StorePage &page, const PageParameters &parameters, const HttpRequest &request)
{
    PageJson json = workflowsJson(page);
    HttpResponse response = HttpResponse::json(std::move(json.body));
    if (json.next) {
        response.with("Link", nextLink(*json.next, parameters.limit));
    }
    setEntityTag(response, listTag(page.cursor, parameters), request);
    return response;
}

HttpResponse stateResponse(const StorePage &page, const HttpRequest &request)
{
    const auto *update = page.events.empty() ? nullptr : std::get_if<WorkflowUpdate>(&page.events.front());
    if (!update) {
        return HttpResponse::problem({ErrorCode::NotFound, u"workflow_id"_s, u"there is no such workflow"_s});
    }
    HttpResponse response = HttpResponse::json(encode(*update));
    setEntityTag(response, QByteArray::number(update->version), request);
    return response;
}

HttpResponse publishResponse(const WorkflowUpdate &update)
{
    const bool isNew = update.version == 1;
    HttpResponse response = HttpResponse::json(encode(update), isNew ? 201 : 200);
    if (isNew) {
        response.with("Location", workflowPath(update.workflowId).toLatin1());
    }
    return response.with("ETag"_ba, '"' + QByteArray::number(update.version) + '"');
}

/// A POST may leave the type out; one that is given must be JSON, so that a web page cannot post a form here.
bool isJsonOrUnsaid(const HttpRequest &request)
{
    const QByteArray type = request.header("content-type");
    return type.isEmpty() || type == "application/json"
        || type.split(';').first().trimmed().toLower() == "application/json";
}

Result<Publish> readPublish(const WorkflowId &id, const HttpRequest &request)
{
    if (!isJsonOrUnsaid(request)) {
        return failure(ErrorCode::UnsupportedMediaType, u"Content-Type"_s, u"must be application/json"_s);
    }
    return decodePublish(request.body, id);
}

} // namespace

WorkflowResource::WorkflowResource(StoreClient *store, Metrics &metrics, QObject *parent)
    : QObject(parent), m_store(store), m_metrics(metrics)
{
}

void WorkflowResource::list(const HttpRequest &request, const HttpReply &reply)
{
    const Result<PageParameters> parameters = pageParameters(request.query, "cursor");
    if (!parameters) {
        reply(HttpResponse::problem(parameters.error()));
        return;
    }
    m_store->query(StatesQuery{parameters->after, parameters->limit, false}, this,
        [=, parameters = *parameters](const Result<StorePage> &page) {
            reply(page ? listResponse(*page, parameters, request) : HttpResponse::problem(page.error()));
        });
}

void WorkflowResource::state(const WorkflowId &id, const HttpRequest &request, const HttpReply &reply)
{
    m_store->query(StateQuery{id}, this, [=](const Result<StorePage> &page) {
        reply(page ? stateResponse(*page, request) : HttpResponse::problem(page.error()));
    });
}

void WorkflowResource::history(const WorkflowId &id, const HttpRequest &request, const HttpReply &reply)
{
    const Result<PageParameters> parameters = pageParameters(request.query, "since");
    if (!parameters) {
        reply(HttpResponse::problem(parameters.error()));
        return;
    }
    m_store->query(HistoryQuery{id, parameters->after, parameters->limit}, this, [=](const Result<StorePage> &page) {
        reply(page ? HttpResponse::json(historyJson(*page).body) : HttpResponse::problem(page.error()));
    });
}

void WorkflowResource::publish(const WorkflowId &id, const HttpRequest &request, const HttpReply &reply)
{
    Result<Publish> publish = readPublish(id, request);
    if (!publish) {
        m_metrics.refused.Increment();
        reply(HttpResponse::problem(publish.error()));
        return;
    }
    m_store->publish(*std::move(publish), this, [this, reply](const Result<WorkflowUpdate> &stored) {
        if (!stored && stored.error().code != ErrorCode::Unavailable) {
            m_metrics.refused.Increment();
        }
        reply(stored ? publishResponse(*stored) : HttpResponse::problem(stored.error()));
    });
}

void WorkflowResource::forget(const WorkflowId &id, const HttpReply &reply)
{
    m_store->forget(id, this, [reply](const Result<WorkflowDeleted> &deleted) {
        reply(deleted ? HttpResponse::empty(204) : HttpResponse::problem(deleted.error()));
    });
}

} // namespace Flowcast
