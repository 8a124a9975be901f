#pragma once

#include <cstdint>

namespace Flowcast::Bench {

/// Milliseconds from connecting to the first byte of the answer to GET /api/workflows, which is read to its end.
[[nodiscard]] double firstByteOfList(uint16_t port);

struct SubscriptionTimes
{
    double firstFrame = 0; ///< Milliseconds from connecting.
    double synced = 0; ///< The same, until the last state was there.
};

/// Subscribes to all workflows, of which there must be \a workflows, each once.
[[nodiscard]] SubscriptionTimes subscribeToAll(uint16_t port, int workflows);

} // namespace Flowcast::Bench
