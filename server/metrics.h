#pragma once

#include <QByteArray>
#include <QLatin1StringView>
#include <QMutex>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <tuple>

namespace Flowcast {

/// What the server counts, for GET /metrics. Made before the threads and outlives them; every member may be used from
/// any thread.
class Metrics final
{
    Q_DISABLE_COPY_MOVE(Metrics)

public:
    Metrics();

    /// Prometheus text exposition format 0.0.4.
    [[nodiscard]] QByteArray text() const;

    /// How full the session queues of one I/O thread are; the gauges show all threads together.
    struct QueueDepth
    {
        size_t deepest = 0; ///< Updates in the fullest.
        size_t total = 0;
        size_t sessions = 0;
    };
    void setQueueDepth(quint32 ioThread, const QueueDepth &depth);

    /// \a method and \a route are literals of ours, never a client's words: each new pair is a new time series.
    void countHttpRequest(QLatin1StringView method, QLatin1StringView route, int status);

private:
    prometheus::Registry m_registry; // first: the references below point into it

    prometheus::Family<prometheus::Counter> &m_httpRequests; // flowcast_http_requests_total
    QMutex m_mutex; // of the two maps
    std::map<std::tuple<const char *, const char *, int>, prometheus::Counter *> m_httpCounters; // those in use
    std::map<quint32, QueueDepth> m_queueDepths; // by I/O thread

public:
    prometheus::Gauge &ready; ///< flowcast_ready: 1 while the store is open and takes commits, else 0
    prometheus::Gauge &connections; ///< flowcast_connections: open TCP connections
    prometheus::Counter &connectionsTotal; ///< flowcast_connections_total
    prometheus::Counter &connectionsRefused; ///< flowcast_connections_refused_total: over the cap
    prometheus::Gauge &subscriptions; ///< flowcast_subscriptions: sessions that receive updates
    prometheus::Counter &published; ///< flowcast_updates_published_total: committed
    prometheus::Counter &refused; ///< flowcast_updates_refused_total: bad input
    prometheus::Counter &delivered; ///< flowcast_updates_delivered_total: handed to a socket
    prometheus::Counter &skipped; ///< flowcast_updates_skipped_total: replaced by newer ones for slow readers
    prometheus::Gauge &queueDepthMax; ///< flowcast_session_queue_depth_max: the deepest session queue now
    prometheus::Gauge &queueDepthMean; ///< flowcast_session_queue_depth_mean: over all sessions now
    prometheus::Counter &closedTooSlow; ///< flowcast_sessions_closed_slow_total
    prometheus::Counter &storeErrors; ///< flowcast_store_errors_total: commits that failed, e.g. no disk
    prometheus::Histogram &commitSeconds; ///< flowcast_commit_seconds: one transaction
    prometheus::Histogram &batchSize; ///< flowcast_commit_batch_updates: updates in one transaction
    prometheus::Histogram &publishToSocketSeconds; ///< flowcast_publish_to_socket_seconds: received to handed on
};

} // namespace Flowcast
