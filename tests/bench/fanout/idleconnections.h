#pragma once

#include "tests/bench/fanout/dialect.h"
#include "tests/bench/fanout/epollclient.h"

namespace Flowcast::Bench {

/// Subscribers of one workflow to which nothing happens. What comes all the same, other than pings, is a Failure.
class IdleConnections final : EpollClient::Reader
{
public:
    IdleConnections(uint16_t port, const Dialect &dialect) : m_dialect(dialect), m_client(port, *this) { }

    [[nodiscard]] double open(int count); ///< In how many seconds.
    void wait(std::chrono::milliseconds time);

private:
    void onInput(size_t connection, std::string_view &input) override;

    const Dialect &m_dialect;
    EpollClient m_client;
};

} // namespace Flowcast::Bench
