#pragma once

#include "tests/bench/fanout/fanout.h"
#include "tests/bench/fanout/row.h"

namespace Flowcast::Bench {

/// Kills the server (SIGKILL) while publishes are under way, again and again on the same database: whatever a
/// subscriber or publisher was told until its connection broke must be stored, and the next server goes on without a
/// gap.
class KilledRow final : public Row
{
public:
    KilledRow(std::string name, const FanOutWork &work, int repetitions)
        : Row(std::move(name)), m_work(work), m_repetitions(repetitions)
    {
    }

    void run(Setting &setting) const override;

private:
    [[nodiscard]] std::vector<double> killOnce(
        const QString &directory, int64_t afterDeliveries, std::vector<uint64_t> &versions) const;

    const FanOutWork m_work; ///< Its updates are the most there can be.
    const int m_repetitions;
};

} // namespace Flowcast::Bench
