#include "server/http/originpolicy.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

bool isPort(QByteArrayView text)
{
    return text.size() <= 5 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool isLoopback(const QByteArray &host)
{
    // What nearly every request says first: reading it as an address costs as much as reading the whole head.
    return host == "127.0.0.1" || host == "localhost" || QHostAddress(QString::fromLatin1(host)).isLoopback();
}

bool isAddress(const QByteArray &host)
{
    return !QHostAddress(QString::fromLatin1(host)).isNull();
}

/// Of "http://host:port"; empty for other schemes and for "null".
QByteArray hostOfOrigin(const QByteArray &origin)
{
    for (const char *scheme : {"http://", "https://"}) {
        if (origin.startsWith(scheme)) {
            return hostOfAuthority(QByteArrayView(origin).sliced(qsizetype(qstrlen(scheme))));
        }
    }
    return {};
}

} // namespace

QByteArray hostOfAuthority(QByteArrayView authority)
{
    const bool isBracketed = authority.startsWith('[');
    const qsizetype hostEnd = isBracketed ? authority.indexOf(']') + 1 : authority.indexOf(':');
    if (isBracketed && hostEnd == 0) {
        return {};
    }
    const qsizetype length = hostEnd < 0 ? authority.size() : hostEnd;
    const QByteArrayView rest = authority.sliced(length);
    if (!rest.isEmpty() && !(rest.startsWith(':') && isPort(rest.sliced(1)))) {
        return {};
    }
    const QByteArray host = authority.first(length).toByteArray().toLower();
    const bool isPlain
        = std::none_of(host.begin(), host.end(), [](char c) { return QByteArrayView("/?#@\\ ").contains(c); });
    if (!isPlain) {
        return {};
    }
    return isBracketed ? host.mid(1, host.size() - 2) : host;
}

OriginPolicy::OriginPolicy(const ServerConfig &config) : m_isLoopback(config.host.isLoopback())
{
    for (const QString &origin : config.allowedOrigins) {
        m_origins += origin.trimmed().toLower().toLatin1();
        m_hosts += hostOfOrigin(m_origins.last());
    }
}

bool OriginPolicy::isHostAllowed(const QByteArray &host) const
{
    return !m_isLoopback || isLoopback(host) || isAddress(host) || (!host.isEmpty() && m_hosts.contains(host));
}

bool OriginPolicy::isOriginAllowed(const QByteArray &origin, const QByteArray &host) const
{
    const QByteArray originHost = hostOfOrigin(origin);
    return m_origins.contains(origin) || (!originHost.isEmpty() && (originHost == host || isLoopback(originHost)));
}

std::optional<Error> OriginPolicy::refusal(const HttpRequest &request) const
{
    const QByteArray host = hostOfAuthority(request.host);
    // HTTP/1.0 has no Host; nothing that runs web pages speaks it.
    if ((request.http11 || !request.host.isEmpty()) && !isHostAllowed(host)) {
        return Error{ErrorCode::Forbidden, u"Host"_s, u"this server is for localhost only"_s};
    }
    const int origins = request.headerCount("origin");
    if (origins == 0) {
        return std::nullopt;
    }
    if (origins > 1 || !isOriginAllowed(request.header("origin").toLower(), host)) {
        return Error{ErrorCode::Forbidden, u"Origin"_s, u"web pages of this origin may not use this server"_s};
    }
    return std::nullopt;
}

void OriginPolicy::allowReading(const HttpRequest &request, HttpResponse &response)
{
    response.with("Vary", "Origin");
    const QByteArray origin = request.header("origin");
    if (!origin.isEmpty()) {
        response.with("Access-Control-Allow-Origin", origin);
        response.with("Access-Control-Expose-Headers", "ETag, Link, Location");
    }
}

} // namespace Flowcast
