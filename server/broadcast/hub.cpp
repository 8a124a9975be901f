#include "server/broadcast/hub.h"

#include "server/metrics.h"
#include "server/store/storeclient.h"

#include <QWebSocket>

using namespace std::chrono_literals;

namespace Flowcast {

Hub::Hub(StoreClient &store, Metrics &metrics, QObject *parent)
    : QObject(parent), m_store(store), m_metrics(metrics), m_all(this), m_clock(this)
{
    connect(&m_store, &StoreClient::committed, this, &Hub::onCommitted);
    connect(&m_clock, &QTimer::timeout, this, &Hub::everySecond);
    m_clock.start(1s);
}

Hub::~Hub()
{
    for (const QSet<Session *> &sessions : m_sessions) {
        qDeleteAll(sessions); // before their channels
    }
}

void Hub::adopt(QWebSocket *webSocket, QTcpSocket *tcpSocket, const WebSocketRoute &route)
{
    auto *session = new Session(webSocket, tcpSocket, route, m_store, m_metrics, this); // deletes itself at its end
    m_sessions[m_nextSecond].insert(session);
    m_nextSecond = (m_nextSecond + 1) % HeartbeatSeconds;
    connect(session, &Session::caughtUp, this, [this, session] { subscribe(session); });
    connect(session, &Session::fellBehind, this, [this, session] { unsubscribe(session); });
    connect(session, &Session::ended, this, [this, session] { onEnded(session); });
    if (route.kind != WebSocketRoute::Kind::Publish) {
        m_metrics.subscriptions.Increment();
    }
    if (m_closing) {
        session->close(CloseCode::GoingAway);
    } else {
        session->start();
    }
}

Channel &Hub::channelOf(const WebSocketRoute &route)
{
    if (route.kind == WebSocketRoute::Kind::All) {
        return m_all;
    }
    std::unique_ptr<Channel> &channel = m_channels[route.id.bytes()];
    if (!channel) {
        channel = std::make_unique<Channel>();
    }
    return *channel;
}

void Hub::subscribe(Session *session)
{
    session->subscribeTo(channelOf(session->route()));
}

void Hub::unsubscribe(Session *session)
{
    session->unsubscribe();
    const auto place = m_channels.find(session->route().id.bytes());
    if (place != m_channels.end() && !place->second->hasSubscribers()) {
        // The channel may be the one that is calling: it goes once control is back in the event loop.
        place->second.release()->deleteLater();
        m_channels.erase(place);
    }
}

void Hub::onEnded(Session *session)
{
    unsubscribe(session);
    if (session->route().kind != WebSocketRoute::Kind::Publish) {
        m_metrics.subscriptions.Decrement();
    }
    bool anyLeft = false;
    for (QSet<Session *> &sessions : m_sessions) {
        sessions.remove(session);
        anyLeft = anyLeft || !sessions.isEmpty();
    }
    session->disconnect(this);
    session->deleteLater(); // a signal of its socket is still on the way up
    if (m_closing && !anyLeft) {
        emit allGone();
    }
}

void Hub::onCommitted(const std::shared_ptr<const Commit> &commit)
{
    std::vector<Channel *> touched;
    const auto gather = [&](Channel &channel, const CommittedEvent &committed, const SharedEvent &event) {
        if (m_frame.isEmpty()) { // encoded once, and only if somebody watches
            appendFrame(m_frame, committed.event);
        }
        if (!channel.hasGathered()) {
            touched.push_back(&channel);
        }
        channel.gather(event, m_frame, committed.receivedAt);
    };
    const bool anybodyWatchesAll = m_all.hasSubscribers();
    for (const CommittedEvent &committed : commit->events) {
        const SharedEvent event(commit, &committed.event);
        m_frame.resize(0);
        if (anybodyWatchesAll) {
            gather(m_all, committed, event);
        }
        const auto place = m_channels.find(workflowIdOf(committed.event).bytes());
        if (place == m_channels.end()) {
            continue;
        }
        Channel &channel = *place->second;
        if (std::holds_alternative<WorkflowUpdate>(committed.event)) {
            gather(channel, committed, event);
        } else {
            channel.announce(); // what came before the deletion
            emit channel.workflowDeleted();
        }
    }
    announce(touched);
}

void Hub::announce(const std::vector<Channel *> &channels)
{
    for (Channel *channel : channels) {
        if (const SharedBurst burst = channel->announce()) {
            observe(*burst);
        }
    }
}

void Hub::observe(const Burst &announced)
{
    const auto now = std::chrono::steady_clock::now();
    for (const Burst::Part &part : announced.parts) {
        m_metrics.publishToSocketSeconds.Observe(std::chrono::duration<double>(now - part.receivedAt).count());
    }
}

void Hub::everySecond()
{
    m_second = (m_second + 1) % HeartbeatSeconds;
    const QSet<Session *> due = m_sessions[m_second]; // a copy: a dead one ends within the loop
    for (Session *session : due) {
        session->beat();
    }
    lookAtQueues();
}

/// The one loop over all sessions: once a second, a few nanoseconds each.
void Hub::lookAtQueues()
{
    Metrics::QueueDepth depth;
    std::vector<Session *> tooSlow;
    for (const QSet<Session *> &sessions : m_sessions) {
        for (Session *session : sessions) {
            depth.deepest = std::max(depth.deepest, session->queueDepth());
            depth.total += session->queueDepth();
            if (session->isTooSlow()) {
                tooSlow.push_back(session);
            }
        }
        depth.sessions += size_t(sessions.size());
    }
    m_metrics.setQueueDepth(m_store.number(), depth);
    for (Session *session : tooSlow) { // out of the loop: one may end at once
        session->closeTooSlow();
    }
}

void Hub::closeAll()
{
    m_closing = true;
    QList<Session *> open;
    for (const QSet<Session *> &sessions : m_sessions) {
        open.append(sessions.values());
    }
    for (Session *session : open) {
        session->close(CloseCode::GoingAway);
    }
    if (open.isEmpty()) {
        emit allGone();
    }
}

} // namespace Flowcast
