#include "tests/bench/fanout/answeredrow.h"
#include "tests/bench/fanout/block.h"
#include "tests/bench/fanout/dialects.h"

#include <algorithm>

namespace Flowcast::Bench {

namespace {

/// One way to publish, in one round.
struct Measurement
{
    const PublisherDialect &dialect;
    const AnsweredWork &work;
    std::string prefix;
    double rawDeliveries = 0; ///< A second.
    double rawAnswers = 0; ///< A second; 0: this is raw.
};

std::vector<double> measure(const ServerUnderTest &server, const Measurement &what)
{
    const double cpuBefore = server.cpuSeconds();
    const bool isRaw = what.rawAnswers == 0;
    std::vector<uint64_t> versions(size_t(what.work.workflows));
    AnsweredPublishes load(server.port(), what.dialect, what.work, what.prefix, versions, !isRaw);
    const double rate = what.work.publishes / load.run();
    const double cpu = server.cpuSeconds() - cpuBefore;
    std::vector<float> latencies = load.takeLatencies();
    std::sort(latencies.begin(), latencies.end());
    return {rate, rate / what.rawDeliveries, isRaw ? 1 : rate / what.rawAnswers, cpu * 1e6 / what.work.publishes,
        quantile(latencies, 0.5), quantile(latencies, 0.99), quantile(latencies, 1)};
}

void measureBoth(Setting &setting, Block &table, const std::string &way, Measurement what)
{
    const std::vector<double> ofRaw = measure(*setting.raw, what);
    table.add("raw, " + way, ofRaw);
    what.rawAnswers = ofRaw.front();
    table.add("flowcast, " + way, measure(*setting.flowcast, what));
    setting.published += what.work.publishes;
}

} // namespace

void AnsweredRow::run(Setting &setting) const
{
    Block table(name(),
        {{"publishes/s", 0}, {"x raw deliv."}, {"x raw answer"}, {"cpu us each"}, {"p50 ms"}, {"p99 ms"}, {"max ms"}});
    const RawDialect rawDialect;
    const FlowcastDialect webSocket;
    const HttpProducer http;
    std::vector<double> rawRates;
    for (int round = 0; round < setting.rounds; ++round) {
        FanOut baseline(setting.raw->port(), rawDialect, m_baseline, setting.nextPrefix());
        (void)baseline.open();
        rawRates.push_back(double(m_baseline.deliveries()) / baseline.run());
        const double rate = rawRates.back();
        measureBoth(setting, table, "WebSocket", {webSocket, m_webSocket, setting.nextPrefix(), rate});
        measureBoth(setting, table, "HTTP", {http, m_http, setting.nextPrefix(), rate});
    }
    table.note("raw deliveries with one subscriber each: " + grouped(median(rawRates)) + " /s");
    table.print();
}

} // namespace Flowcast::Bench
