#pragma once

#include "protocol/error.h"
#include "server/http/httprequest.h"

#include <memory>

namespace Flowcast {

/// Reads HTTP/1.x requests out of bytes, one after the other; Boost.Beast does the reading. Used by one connection.
class HttpRequestParser final
{
    Q_DISABLE_COPY_MOVE(HttpRequestParser)

public:
    HttpRequestParser();
    ~HttpRequestParser();

    /// Begins a request with its whole head, as requestHeadLength() has measured it. The answer has no body yet.
    [[nodiscard]] Result<HttpRequest> readHead(QByteArrayView head);
    /// True when the body is complete, or the request has none.
    [[nodiscard]] bool isComplete() const;
    /// Takes bytes of the body; returns how many. The rest is to be shown again with more.
    [[nodiscard]] Result<qsizetype> readBody(QByteArrayView bytes);
    [[nodiscard]] QByteArray takeBody();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Flowcast
