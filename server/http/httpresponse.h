#pragma once

#include "protocol/error.h"
#include "server/http/httprequest.h"

#include <functional>

namespace Flowcast {

/// An answer before it is written: what a handler makes.
struct HttpResponse
{
    int status = 200;
    QByteArray contentType; ///< Empty: no body.
    QByteArray body;
    std::vector<HttpHeader> headers; ///< Those beside Date, Content-Type, Content-Length and Connection.

    [[nodiscard]] static HttpResponse json(QByteArray body, int status = 200);
    [[nodiscard]] static HttpResponse text(QByteArray body);
    [[nodiscard]] static HttpResponse empty(int status);
    /// RFC 9457. An Unavailable says when to come again.
    [[nodiscard]] static HttpResponse problem(const Error &error);
    [[nodiscard]] static HttpResponse methodNotAllowed(const QByteArray &allowed);

    HttpResponse &with(QByteArray name, QByteArray value);
};

/// How to write an answer so that it fits its request.
struct HttpResponseForm
{
    bool http11 = true;
    bool keepAlive = true; ///< False: the connection is closed after it.
    bool headOnly = false; ///< The answer to a HEAD: all fields, no body.
};

[[nodiscard]] QByteArray toBytes(const HttpResponse &response, const HttpResponseForm &form);

/// Takes the one answer to a request, now or later, in the thread of the front door. The connection may be gone by
/// then.
using HttpReply = std::function<void(HttpResponse)>;
using HttpHandler = std::function<void(const HttpRequest &, const HttpReply &)>;

} // namespace Flowcast
