#pragma once

#include "tests/bench/fanout/answeredpublishes.h"
#include "tests/bench/fanout/row.h"

namespace Flowcast::Bench {

class Block;

/// A database of many workflows and updates beside an empty one: listing, subscribing to all, publishing.
class BigDatabaseRow final : public Row
{
public:
    /// \a work: publishes to the first of the workflows.
    BigDatabaseRow(int workflows, qint64 updates, const AnsweredWork &work);

    void run(Setting &setting) const override;

private:
    [[nodiscard]] std::string fill(const QString &directory) const;
    /// \a versions: of the workflows that are published to. \a emptyRate: 0 if this is the empty one.
    [[nodiscard]] std::vector<double> measure(
        const ServerUnderTest &server, int workflows, std::vector<uint64_t> &versions, double emptyRate) const;

    const int m_workflows;
    const qint64 m_updates;
    const AnsweredWork m_work;
};

} // namespace Flowcast::Bench
