#include "server/http/upgrade.h"

#include "server/http/queryparameters.h"
#include "server/http/routes.h"

#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr int MaxFieldsOfQt = 100; // QHttpHeaderParser's; past it QWebSocketServer closes without a word

bool isKey(const QByteArray &key)
{
    const auto bytes = QByteArray::fromBase64Encoding(key, QByteArray::AbortOnBase64DecodingErrors);
    return bytes && bytes.decoded.size() == 16; // RFC 6455, 4.1
}

/// As QWebSocketHandshakeRequest will read it.
bool hasUsableHost(const HttpRequest &request)
{
    QUrl url;
    url.setAuthority(QString::fromLatin1(request.host));
    return !url.host().isEmpty() && url.userName().isNull();
}

std::optional<Error> headerError(const HttpRequest &request)
{
    const auto bad = [](const QString &field, const QString &detail) {
        return Error{ErrorCode::BadRequest, field, detail};
    };
    if (!request.http11) {
        return bad({}, u"a WebSocket needs HTTP/1.1"_s);
    }
    if (request.headers.size() > MaxFieldsOfQt) {
        return Error{ErrorCode::HeaderFieldsTooLarge, {}, u"at most 100 header fields are taken"_s};
    }
    if (!hasUsableHost(request)) {
        return bad(u"Host"_s, u"must name a host"_s);
    }
    if (request.headerCount("sec-websocket-key") != 1 || !isKey(request.header("sec-websocket-key"))) {
        return bad(u"Sec-WebSocket-Key"_s, u"must be 16 bytes in base64"_s);
    }
    if (request.headerCount("upgrade") != 1 || request.headerCount("connection") != 1) {
        return bad(u"Upgrade"_s, u"Upgrade and Connection must be given once"_s);
    }
    const bool hasBody = request.headerCount("transfer-encoding") > 0
        || (request.headerCount("content-length") > 0 && request.header("content-length") != "0");
    if (hasBody) {
        return bad(u"Content-Length"_s, u"a WebSocket request has no body"_s);
    }
    return std::nullopt;
}

Result<WebSocketRoute> webSocketRouteOf(const Route &route, const QByteArray &query)
{
    using Kind = WebSocketRoute::Kind;
    if (route.resource == Resource::Publish) {
        return WebSocketRoute{Kind::Publish, {}, {}};
    }
    const bool isAll = route.resource == Resource::AllUpdates;
    return numberParameter(query, isAll ? "cursor" : "since", 0, MaxPosition).map([&](std::optional<quint64> after) {
        return WebSocketRoute{isAll ? Kind::All : Kind::Workflow, route.id, after};
    });
}

} // namespace

bool asksForWebSocket(const HttpRequest &request)
{
    return hasListToken(request.header("connection"), "upgrade")
        && request.header("upgrade").compare("websocket", Qt::CaseInsensitive) == 0;
}

HttpResponse upgradeRequired()
{
    return HttpResponse::problem({ErrorCode::UpgradeRequired, {}, u"connect here as a WebSocket, version 13"_s})
        .with("Upgrade", "websocket")
        .with("Sec-WebSocket-Version", "13");
}

std::variant<WebSocketRoute, HttpResponse> vetUpgrade(const HttpRequest &request)
{
    const Result<Route> route = routeOf(request.path);
    if (!route) {
        return HttpResponse::problem(route.error());
    }
    if (!offersWebSocket(route->resource)) {
        return HttpResponse::problem({ErrorCode::NotFound, {}, u"there is no WebSocket at this path"_s});
    }
    if (request.method != "GET") {
        return HttpResponse::methodNotAllowed("GET");
    }
    if (request.headerCount("sec-websocket-version") != 1 || request.header("sec-websocket-version") != "13") {
        return upgradeRequired();
    }
    if (const auto error = headerError(request)) {
        return HttpResponse::problem(*error);
    }
    const Result<WebSocketRoute> webSocketRoute = webSocketRouteOf(*route, request.query);
    if (!webSocketRoute) {
        return HttpResponse::problem(webSocketRoute.error());
    }
    return *webSocketRoute;
}

} // namespace Flowcast
