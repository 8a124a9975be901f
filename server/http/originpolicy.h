#pragma once

#include "server/http/httpresponse.h"
#include "server/serverconfig.h"

#include <optional>

namespace Flowcast {

/// Keeps foreign web pages away: a browser lets every page in the world talk to a developer's localhost, and sends
/// along which page it is. Programs send no Origin and are let through.
/// - Origin: pages of the host that was asked, of localhost and of ServerConfig::allowedOrigins may. "null" may not:
///   it is what a file has, but any page can have it too, from a sandboxed frame.
/// - Host: a page that has its own name resolve to 127.0.0.1 (DNS rebinding) shows it here. A server bound to loopback
///   takes only localhost, IP addresses and the hosts of allowedOrigins.
class OriginPolicy final
{
public:
    explicit OriginPolicy(const ServerConfig &config);

    /// Forbidden, with "Origin" or "Host" as the field, or nothing.
    [[nodiscard]] std::optional<Error> refusal(const HttpRequest &request) const;
    /// Lets a page that refusal() let through read the answer (CORS).
    static void allowReading(const HttpRequest &request, HttpResponse &response);

private:
    [[nodiscard]] bool isHostAllowed(const QByteArray &host) const;
    [[nodiscard]] bool isOriginAllowed(const QByteArray &origin, const QByteArray &host) const;

    bool m_isLoopback;
    QList<QByteArray> m_origins;
    QList<QByteArray> m_hosts;
};

/// The host of "host:port", lower case and without the brackets of IPv6; empty when it is not one.
[[nodiscard]] QByteArray hostOfAuthority(QByteArrayView authority);

} // namespace Flowcast
