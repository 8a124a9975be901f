#pragma once

#include "tests/bench/fanout/row.h"

#include <chrono>

namespace Flowcast::Bench {

/// What connections cost that only are there. Its servers are fresh: what others left in the heap would hide it.
class IdleRow final : public Row
{
public:
    IdleRow(std::string name, int connections, std::chrono::milliseconds idle)
        : Row(std::move(name)), m_connections(connections), m_idle(idle)
    {
    }

    void run(Setting &setting) const override;

private:
    [[nodiscard]] std::vector<double> measure(const ServerUnderTest &server, const Dialect &dialect) const;

    const int m_connections;
    const std::chrono::milliseconds m_idle;
};

} // namespace Flowcast::Bench
