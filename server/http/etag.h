#pragma once

#include "server/http/httpresponse.h"

namespace Flowcast {

/// Gives \a response to a GET its entity tag, and makes it a 304 without a body if the client has that one already
/// (RFC 9110, 13.1.2). \a tag needs no quotes.
void setEntityTag(HttpResponse &response, const QByteArray &tag, const HttpRequest &request);

} // namespace Flowcast
