#pragma once

#include "tests/bench/fanout/fanout.h"
#include "tests/bench/fanout/row.h"

namespace Flowcast::Bench {

/// Published to subscribers, as fast as they take it or at a pace.
class FanOutRow final : public Row
{
public:
    FanOutRow(std::string name, const FanOutWork &work, bool withPeers = false)
        : Row(std::move(name)), m_work(work), m_withPeers(withPeers)
    {
    }

    void run(Setting &setting) const override;

private:
    [[nodiscard]] std::vector<double> measure(const ServerUnderTest &server, const Dialect &dialect,
        const std::string &prefix, const std::vector<double> &ofRaw) const;

    const FanOutWork m_work;
    const bool m_withPeers;
};

} // namespace Flowcast::Bench
