#include "server/metrics.h"

#include <prometheus/text_serializer.h>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;

const Buckets CommitBuckets{50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 0.1, 0.25, 0.5, 1};
const Buckets BatchBuckets{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096};
const Buckets DeliveryBuckets{100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 0.1, 0.25, 0.5, 1};

prometheus::Gauge &gauge(prometheus::Registry &registry, const char *name, const char *help)
{
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Counter &counter(prometheus::Registry &registry, const char *name, const char *help)
{
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Histogram &histogram(
    prometheus::Registry &registry, const char *name, const char *help, const Buckets &buckets)
{
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, buckets);
}

std::string toString(QLatin1StringView text)
{
    return std::string(text.data(), size_t(text.size()));
}

} // namespace

Metrics::Metrics()
    : m_httpRequests(prometheus::BuildCounter()
                         .Name("flowcast_http_requests_total")
                         .Help("HTTP requests answered")
                         .Register(m_registry)),
      ready(gauge(m_registry, "flowcast_ready", "1 while the store is open and takes commits")),
      connections(gauge(m_registry, "flowcast_connections", "Open TCP connections")),
      connectionsTotal(counter(m_registry, "flowcast_connections_total", "TCP connections accepted")),
      connectionsRefused(
          counter(m_registry, "flowcast_connections_refused_total", "Connections refused over the limit")),
      subscriptions(gauge(m_registry, "flowcast_subscriptions", "Sessions that receive updates")),
      published(counter(m_registry, "flowcast_updates_published_total", "Updates committed")),
      refused(counter(m_registry, "flowcast_updates_refused_total", "Updates refused for bad input")),
      delivered(counter(m_registry, "flowcast_updates_delivered_total", "Updates handed to a socket")),
      skipped(counter(m_registry, "flowcast_updates_skipped_total", "Updates replaced by newer ones for slow readers")),
      queueDepthMax(gauge(m_registry, "flowcast_session_queue_depth_max", "Updates in the deepest session queue")),
      queueDepthMean(
          gauge(m_registry, "flowcast_session_queue_depth_mean", "Updates in a session queue, mean of all sessions")),
      closedTooSlow(
          counter(m_registry, "flowcast_sessions_closed_slow_total", "Sessions closed because they read too slowly")),
      storeErrors(counter(m_registry, "flowcast_store_errors_total", "Commits that failed")),
      commitSeconds(histogram(m_registry, "flowcast_commit_seconds", "Time of one transaction", CommitBuckets)),
      batchSize(histogram(m_registry, "flowcast_commit_batch_updates", "Updates in one transaction", BatchBuckets)),
      publishToSocketSeconds(histogram(m_registry, "flowcast_publish_to_socket_seconds",
          "Time from an update's arrival until it was handed to a socket", DeliveryBuckets))
{
    prometheus::BuildGauge()
        .Name("flowcast_build_info")
        .Help("Always 1; the version is the label")
        .Register(m_registry)
        .Add({{"version", FLOWCAST_VERSION}})
        .Set(1);
}

QByteArray Metrics::text() const
{
    return QByteArray::fromStdString(prometheus::TextSerializer().Serialize(m_registry.Collect()));
}

void Metrics::setQueueDepth(quint32 ioThread, const QueueDepth &depth)
{
    const QMutexLocker lock(&m_mutex);
    m_queueDepths[ioThread] = depth;
    QueueDepth all;
    for (const auto &[thread, one] : m_queueDepths) {
        all = {std::max(all.deepest, one.deepest), all.total + one.total, all.sessions + one.sessions};
    }
    queueDepthMax.Set(double(all.deepest));
    queueDepthMean.Set(all.sessions == 0 ? 0 : double(all.total) / double(all.sessions));
}

void Metrics::countHttpRequest(QLatin1StringView method, QLatin1StringView route, int status)
{
    const int statusClass = status / 100;
    const QMutexLocker lock(&m_mutex);
    prometheus::Counter *&counter = m_httpCounters[{method.data(), route.data(), statusClass}];
    if (!counter) { // the library looks a counter up by the texts of all its labels, which costs as much as parsing a
                    // head
        counter = &m_httpRequests.Add({{"method", toString(method)}, {"route", toString(route)},
            {"status", std::string{char('0' + statusClass), 'x', 'x'}}});
    }
    counter->Increment();
}

} // namespace Flowcast
