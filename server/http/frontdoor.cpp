#include "server/http/frontdoor.h"

#include "server/http/connectionlimit.h"
#include "server/http/lingeringclose.h"
#include "server/metrics.h"
#include "server/net/directsocket.h"

#include <algorithm>

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

/// How often to look at the deadlines: a quarter of the shortest, at most once a second.
std::chrono::milliseconds sweepInterval(const HttpLimits &limits)
{
    const auto shortest = std::min({limits.requestTime, limits.idleTime, limits.writeTime});
    return std::clamp(shortest / 4, 10ms, 1000ms);
}

QByteArray tooManyConnections()
{
    const Error error{ErrorCode::Unavailable, {}, u"the server has as many connections as it can take"_s};
    return toBytes(HttpResponse::problem(error), {.http11 = true, .keepAlive = false, .headOnly = false});
}

} // namespace

FrontDoor::FrontDoor(const ServerConfig &config, Metrics &metrics, HttpHandler httpHandler,
    WebSocketHandler webSocketHandler, const HttpLimits &limits, QObject *parent)
    : QObject(parent), m_config(config), m_limits(limits), m_maxConnections(connectionLimit(config)),
      m_metrics(metrics), m_policy(config), m_httpHandler(std::move(httpHandler)),
      m_poller(std::make_shared<SocketPoller>()), m_handOut([this](qintptr descriptor) { serve(descriptor); }),
      m_acceptor([this](qintptr descriptor) { m_handOut(descriptor); }), m_handover(std::move(webSocketHandler), this)
{
    m_connectionHandlers.vet = [this](const HttpRequest &request) { return vet(request); };
    m_connectionHandlers.handle
        = [this](const HttpRequest &request, const HttpReply &reply) { handle(request, reply); };
    m_connectionHandlers.upgrade
        = [this](QTcpSocket *socket, const WebSocketRoute &route) { m_handover.take(socket, route); };
    connect(&m_sweep, &QTimer::timeout, this, &FrontDoor::checkDeadlines);
    m_sweep.start(sweepInterval(limits));
}

FrontDoor::~FrontDoor()
{
    // Before the members that they use; QObject would delete its children after them.
    const auto children = findChildren<QObject *>(QString(), Qt::FindDirectChildrenOnly);
    for (QObject *child : children) {
        if (qobject_cast<HttpConnection *>(child) || qobject_cast<LingeringClose *>(child)) {
            delete child;
        }
    }
}

Result<quint16> FrontDoor::listen()
{
    if (!m_acceptor.listen(m_config.host, m_config.port)) {
        return failure(ErrorCode::Unavailable, u"port"_s,
            u"cannot listen on %1:%2: %3"_s.arg(m_config.host.toString())
                .arg(m_config.port)
                .arg(m_acceptor.errorString()));
    }
    return m_acceptor.serverPort();
}

void FrontDoor::close()
{
    m_isClosed = true;
    m_acceptor.close();
    for (HttpConnection *connection : std::as_const(m_connections)) {
        connection->finish();
    }
}

std::optional<HttpResponse> FrontDoor::vet(const HttpRequest &request) const
{
    const std::optional<Error> refusal = m_policy.refusal(request);
    return refusal ? std::optional(HttpResponse::problem(*refusal)) : std::nullopt;
}

void FrontDoor::handle(const HttpRequest &request, const HttpReply &reply) const
{
    if (request.headerCount("origin") == 0) {
        m_httpHandler(request, reply);
        return;
    }
    m_httpHandler(request, [request, reply](HttpResponse response) {
        OriginPolicy::allowReading(request, response);
        reply(response);
    });
}

void FrontDoor::serve(qintptr descriptor)
{
    if (m_isClosed || m_metrics.connections.Value() >= m_maxConnections) {
        refuse(descriptor);
        return;
    }
    auto *socket = new DirectSocket(m_metrics, m_poller, this); // given to its connection
    if (!socket->setSocketDescriptor(descriptor)) {
        delete socket;
        return;
    }
    socket->setReadBufferSize(ReadBufferBytes);
    auto *connection = new HttpConnection(socket, m_connectionHandlers, m_limits, this);
    m_connections.insert(connection);
    connect(connection, &QObject::destroyed, this, [this, connection] { m_connections.remove(connection); });
}

/// Over the limit: says so, to a few at a time, with descriptors of the reserve.
void FrontDoor::refuse(qintptr descriptor)
{
    m_metrics.connectionsRefused.Increment();
    auto *socket = new QTcpSocket; // given to LingeringClose
    const bool isOpen = socket->setSocketDescriptor(descriptor);
    if (!isOpen || m_refusals >= MaxRefusalsUnderWay) {
        delete socket;
        return;
    }
    socket->write(tooManyConnections());
    socket->flush();
    ++m_refusals;
    auto *closing = new LingeringClose(socket, m_limits.lingerTime, this); // its own owner
    connect(closing, &QObject::destroyed, this, [this] { --m_refusals; });
}

void FrontDoor::checkDeadlines()
{
    const QSet<HttpConnection *> connections = m_connections; // some end meanwhile
    for (HttpConnection *connection : connections) {
        connection->checkDeadlines();
    }
}

} // namespace Flowcast
