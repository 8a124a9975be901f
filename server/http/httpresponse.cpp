#include "server/http/httpresponse.h"

#include "protocol/messages.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

QByteArray reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    default:
        const QLatin1StringView title = titleOf(ErrorCode(status));
        return QByteArray(title.data(), title.size());
    }
}

/// RFC 9110, 6.6.1. Formatting it costs more than a small answer does, so it is kept for its second.
QByteArray httpDate()
{
    thread_local qint64 secondOfText = -1;
    thread_local QByteArray text;
    const qint64 second = QDateTime::currentSecsSinceEpoch();
    if (second != secondOfText) {
        const QDateTime now = QDateTime::fromSecsSinceEpoch(second, Qt::UTC);
        text = QLocale::c().toString(now, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1();
        secondOfText = second;
    }
    return text;
}

void appendField(QByteArray &out, QByteArrayView name, QByteArrayView value)
{
    // Growing once for all four: this is half of what writing an answer costs.
    const qsizetype end = out.size();
    out.resize(end + name.size() + value.size() + 4);
    char *to = out.data() + end;
    for (const QByteArrayView part : {name, QByteArrayView(": "), value, QByteArrayView("\r\n")}) {
        to = std::copy(part.begin(), part.end(), to);
    }
}

bool mayHaveBody(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

} // namespace

HttpResponse HttpResponse::json(QByteArray body, int status)
{
    return {status, "application/json"_ba, std::move(body), {}};
}

HttpResponse HttpResponse::text(QByteArray body)
{
    return {200, "text/plain; charset=utf-8", std::move(body), {}};
}

HttpResponse HttpResponse::empty(int status)
{
    return {status, {}, {}, {}};
}

HttpResponse HttpResponse::problem(const Error &error)
{
    HttpResponse response{int(error.code), "application/problem+json", encodeProblemJson(error), {}};
    if (error.code == ErrorCode::Unavailable) {
        response.with("Retry-After", "1");
    }
    return response;
}

HttpResponse HttpResponse::methodNotAllowed(const QByteArray &allowed)
{
    const QString detail = u"this resource knows "_s + QString::fromLatin1(allowed);
    return problem({ErrorCode::MethodNotAllowed, {}, detail}).with("Allow", allowed);
}

HttpResponse &HttpResponse::with(QByteArray name, QByteArray value)
{
    headers.push_back({std::move(name), std::move(value)});
    return *this;
}

QByteArray toBytes(const HttpResponse &response, const HttpResponseForm &form)
{
    QByteArray out;
    out.reserve(512 + response.body.size());
    out += "HTTP/1.1 ";
    out += QByteArray::number(response.status);
    out += ' ';
    out += reasonPhrase(response.status);
    out += "\r\n";
    appendField(out, "Date", httpDate());
    if (!response.contentType.isEmpty()) {
        appendField(out, "Content-Type", response.contentType);
        appendField(out, "X-Content-Type-Options", "nosniff");
    }
    if (mayHaveBody(response.status)) {
        appendField(out, "Content-Length", QByteArray::number(response.body.size()));
    }
    if (!form.keepAlive) {
        appendField(out, "Connection", "close");
    } else if (!form.http11) {
        appendField(out, "Connection", "keep-alive");
    }
    for (const HttpHeader &header : response.headers) {
        appendField(out, header.name, header.value);
    }
    out += "\r\n";
    if (mayHaveBody(response.status) && !form.headOnly) {
        out += response.body;
    }
    return out;
}

} // namespace Flowcast
