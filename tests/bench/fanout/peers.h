#pragma once

#include "tests/bench/fanout/dialects.h"
#include "tests/bench/fanout/serverundertest.h"

namespace Flowcast::Bench {

/// Another server that passes messages on, where its program is installed. Named by an environment variable, or found
/// in the PATH: FLOWCAST_BENCH_NGINX with FLOWCAST_BENCH_NCHAN_MODULE, and FLOWCAST_BENCH_NATS.
struct Peer
{
    QString name;
    std::unique_ptr<ServerUnderTest> server;
    std::unique_ptr<Dialect> dialect;
};

/// What there is of both; says which is missing.
[[nodiscard]] std::vector<Peer> startPeers(const QString &directory);

} // namespace Flowcast::Bench
