#include "server/http/etag.h"

#include <QList>

#include <algorithm>

namespace Flowcast {

namespace {

bool matches(const QByteArray &ifNoneMatch, const QByteArray &quotedTag)
{
    if (ifNoneMatch.trimmed() == "*") {
        return true;
    }
    const QList<QByteArray> tags = ifNoneMatch.split(',');
    return std::any_of(tags.begin(), tags.end(), [&quotedTag](const QByteArray &element) {
        const QByteArray tag = element.trimmed();
        return (tag.startsWith("W/") ? tag.mid(2) : tag) == quotedTag;
    });
}

} // namespace

void setEntityTag(HttpResponse &response, const QByteArray &tag, const HttpRequest &request)
{
    const QByteArray quotedTag = '"' + tag + '"';
    if (matches(request.header("if-none-match"), quotedTag)) {
        response.status = 304;
        response.contentType.clear();
        response.body.clear();
    }
    response.with("ETag", quotedTag);
    response.with("Cache-Control", "no-cache"); // keep it, but ask each time
}

} // namespace Flowcast
