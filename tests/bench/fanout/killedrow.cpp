#include "tests/bench/fanout/killedrow.h"
#include "tests/bench/fanout/block.h"
#include "tests/bench/fanout/databasefile.h"
#include "tests/bench/fanout/failure.h"

#include <QTemporaryDir>

#include <algorithm>
#include <numeric>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast::Bench {

namespace {

const char *const Prefix = "k";

double sum(const std::vector<uint64_t> &versions)
{
    return double(std::accumulate(versions.begin(), versions.end(), uint64_t(0)));
}

/// Updates that somebody was told of, and that are not stored.
double missing(const Witness &witness, const std::vector<uint64_t> &stored)
{
    uint64_t count = 0;
    for (size_t i = 0; i < stored.size(); ++i) {
        const uint64_t told = std::max(witness.delivered[i], witness.acked[i]);
        count += told > stored[i] ? told - stored[i] : 0;
    }
    return double(count);
}

} // namespace

void KilledRow::run(Setting &setting) const
{
    const QTemporaryDir directory(setting.directory + u"/killed-XXXXXX"_s);
    std::vector<uint64_t> versions(size_t(m_work.workflows));
    Block table(name(), {{"delivered", 0}, {"acked", 0}, {"unanswered", 0}, {"in database", 0}, {"missing", 0}});
    double lost = 0;
    for (int i = 1; i <= m_repetitions; ++i) {
        // At another moment each time.
        const int64_t after = m_work.deliveries() / 2 * i / m_repetitions + 7 * i;
        const std::vector<double> figures = killOnce(directory.path(), after, versions);
        table.add("flowcast, kill " + std::to_string(i), figures);
        lost += figures.back();
    }
    table.note("updates since the kill before, by what subscribers and publishers were told when the server died");
    table.print();
    if (lost > 0) {
        throw Failure("updates were delivered or acked that the database does not have");
    }
}

std::vector<double> KilledRow::killOnce(
    const QString &directory, int64_t afterDeliveries, std::vector<uint64_t> &versions) const
{
    const auto server = startFlowcast(directory);
    const FlowcastDialect dialect;
    FanOut load(server->port(), dialect, m_work, Prefix, versions);
    (void)load.open();
    const Witness witness = load.runUntilBroken(afterDeliveries, [&] { server->kill(); });
    const double before = sum(versions);
    versions = DatabaseFile(directory).versions(QString::fromLatin1(Prefix), m_work.workflows);
    return {sum(witness.delivered) - before, sum(witness.acked) - before, double(witness.underWay),
        sum(versions) - before, missing(witness, versions)};
}

} // namespace Flowcast::Bench
