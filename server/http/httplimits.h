#pragma once

#include <QtGlobal>

#include <chrono>

namespace Flowcast {

/// How patient the front door is, and how much it takes on for one client. Tests shorten the times.
struct HttpLimits
{
    std::chrono::milliseconds requestTime{10000}; ///< From accept, or a later request's first byte, to its last.
    std::chrono::milliseconds idleTime{60000}; ///< Between two requests of a connection.
    std::chrono::milliseconds writeTime{10000}; ///< Without the client taking a byte of what waits for it.
    std::chrono::milliseconds lingerTime{2000}; ///< For a client to read the last answer before the socket goes.
    size_t requestsInFlight = 16; ///< Pipelined requests that may wait for their answers.
    qint64 writeBacklog = 1024 * 1024; ///< Unsent bytes past which no further request is read.
};

/// What Qt may read ahead of us from one socket. A WebSocket needs a whole frame to fit, so it stays above 64 KiB.
constexpr qint64 ReadBufferBytes = 128 * 1024;

} // namespace Flowcast
