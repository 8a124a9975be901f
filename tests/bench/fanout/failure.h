#pragma once

#include <csignal>
#include <stdexcept>

namespace Flowcast::Bench {

/// Ends the benchmark: something was lost, doubled, wrong or late. Only main() catches it, so that every server is
/// ended and every directory removed on the way out.
struct Failure : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// The signal, set by its handler; the load then ends with a Failure.
inline volatile std::sig_atomic_t isInterrupted = 0;

} // namespace Flowcast::Bench
