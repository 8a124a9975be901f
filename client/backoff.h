#pragma once

#include <chrono>
#include <functional>

namespace Flowcast {

/// How long to wait before the next try to connect: 100 ms × 2ⁿ for the n-th try in a row (200, 400, 800 ms …, the
/// decision record's rule), at most 30 s, each ±50 % by jitter so that a thousand clients do not come back at once.
/// A plain value; the randomness is given to it. Any thread.
class Backoff
{
public:
    using Milliseconds = std::chrono::milliseconds;
    /// Gives a number from 0 (inclusive) to 1 (exclusive).
    using Random = std::function<double()>;

    static constexpr Milliseconds Base{100};
    static constexpr Milliseconds Ceiling{30000};

    explicit Backoff(Random random = {}); ///< Without \a random: the system's generator.

    /// The wait before the next try; counts it.
    [[nodiscard]] Milliseconds next();
    [[nodiscard]] int attempt() const { return m_attempt; } ///< Tries counted since the last reset.
    void reset() { m_attempt = 0; }

private:
    Random m_random;
    int m_attempt = 0;
};

} // namespace Flowcast
