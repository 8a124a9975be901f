#include "tests/bench/fanout/fanoutrow.h"
#include "tests/bench/fanout/block.h"

#include <algorithm>

namespace Flowcast::Bench {

namespace {

// Places in the figures of a round.
constexpr size_t Rate = 0;
constexpr size_t P99 = 4;

Block block(const std::string &name)
{
    return Block(name,
        {{"deliveries/s", 0}, {"x raw"}, {"cpu us each"}, {"p50 ms"}, {"p99 ms"}, {"max ms"}, {"p99 x raw"},
            {"open s"}});
}

} // namespace

void FanOutRow::run(Setting &setting) const
{
    Block table = block(name());
    const RawDialect rawDialect;
    const FlowcastDialect flowcastDialect;
    for (int round = 0; round < setting.rounds; ++round) {
        const std::string prefix = setting.nextPrefix();
        const std::vector<double> ofRaw = measure(*setting.raw, rawDialect, prefix, {});
        table.add("raw", ofRaw);
        table.add("flowcast", measure(*setting.flowcast, flowcastDialect, prefix, ofRaw));
        setting.published += m_work.updates;
        for (const Peer &peer : setting.peers) {
            if (m_withPeers) {
                table.add(peer.name.toStdString(), measure(*peer.server, *peer.dialect, prefix, ofRaw));
            }
        }
    }
    table.print();
}

std::vector<double> FanOutRow::measure(const ServerUnderTest &server, const Dialect &dialect, const std::string &prefix,
    const std::vector<double> &ofRaw) const
{
    FanOut load(server.port(), dialect, m_work, prefix);
    const double openSeconds = load.open();
    const double cpuBefore = server.cpuSeconds();
    const double seconds = load.run();
    const double cpu = server.cpuSeconds() - cpuBefore;
    std::vector<float> latencies = load.takeLatencies();
    std::sort(latencies.begin(), latencies.end());
    const auto deliveries = double(m_work.deliveries());
    const double rate = deliveries / seconds;
    const double p99 = quantile(latencies, 0.99);
    return {rate, ofRaw.empty() ? 1 : rate / ofRaw[Rate], cpu * 1e6 / deliveries, quantile(latencies, 0.5), p99,
        quantile(latencies, 1), ofRaw.empty() ? 1 : p99 / ofRaw[P99], openSeconds};
}

} // namespace Flowcast::Bench
