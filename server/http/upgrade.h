#pragma once

#include "server/http/httpresponse.h"
#include "server/websocketroute.h"

#include <variant>

namespace Flowcast {

/// Whether a request asks to become a WebSocket. Other upgrades (h2c) are not ours and are answered as if they had not
/// been asked for.
[[nodiscard]] bool asksForWebSocket(const HttpRequest &request);

/// Vets the request of a WebSocket so far that QWebSocketServer cannot refuse what passes (it would do so without an
/// answer). Gives the route, or the answer that says what is wrong.
[[nodiscard]] std::variant<WebSocketRoute, HttpResponse> vetUpgrade(const HttpRequest &request);

/// 426 for a request that would have been right as a WebSocket.
[[nodiscard]] HttpResponse upgradeRequired();

} // namespace Flowcast
