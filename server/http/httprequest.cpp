#include "server/http/httprequest.h"

#include <QLatin1StringView>
#include <QList>

#include <algorithm>

namespace Flowcast {

namespace {

bool isSame(QByteArrayView a, QByteArrayView b)
{
    return QLatin1StringView(a).compare(QLatin1StringView(b), Qt::CaseInsensitive) == 0;
}

} // namespace

QByteArray HttpRequest::header(QByteArrayView name) const
{
    for (const HttpHeader &header : headers) {
        if (isSame(header.name, name)) {
            return header.value;
        }
    }
    return {};
}

int HttpRequest::headerCount(QByteArrayView name) const
{
    return int(std::count_if(
        headers.begin(), headers.end(), [name](const HttpHeader &header) { return isSame(header.name, name); }));
}

bool hasListToken(QByteArrayView list, QByteArrayView token)
{
    const QList<QByteArray> elements = list.toByteArray().split(',');
    return std::any_of(elements.begin(), elements.end(),
        [token](const QByteArray &element) { return isSame(element.trimmed(), token); });
}

} // namespace Flowcast
