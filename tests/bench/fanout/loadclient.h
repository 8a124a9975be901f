#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace Flowcast::Bench {

/// What is to be done in one measurement.
struct Work
{
    int workflows = 1;
    int subscribersEach = 1;
    int publishers = 1;
    int underWay = 1; ///< Updates that are published and not yet with all their subscribers.
    int updates = 1000;

    [[nodiscard]] int connections() const { return workflows * subscribersEach; }
    [[nodiscard]] int64_t deliveries() const { return int64_t(updates) * subscribersEach; }
};

/// What came of it.
struct Outcome
{
    double seconds = 0; ///< From the first publish to the last delivery.
    double openSeconds = 0; ///< For all connections and their handshakes.
    std::vector<float> latencies; ///< Milliseconds, one a delivery.
    std::string error; ///< Not empty: a delivery was lost, doubled or out of order, or nothing came for ten seconds.
};

/// Real WebSocket connections from one thread: subscribers, which check every delivery (once, in order, on the right
/// connection), and publishers. Each call uses ids of its own, begun by \a prefix. \a checksVersions: the server sends
/// updates with versions; the baseline does not, and is only counted.
[[nodiscard]] Outcome runLoad(uint16_t port, const Work &work, const std::string &prefix, bool checksVersions);

} // namespace Flowcast::Bench
