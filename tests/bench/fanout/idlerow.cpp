#include "tests/bench/fanout/idlerow.h"
#include "tests/bench/fanout/block.h"
#include "tests/bench/fanout/idleconnections.h"

#include <QTemporaryDir>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast::Bench {

void IdleRow::run(Setting &setting) const
{
    Block table(name(), {{"open s"}, {"conn./s", 0}, {"KiB/conn.", 1}, {"open cpu us", 1}, {"idle cpu %"}});
    for (int round = 0; round < setting.rounds; ++round) {
        const QTemporaryDir directory(setting.directory + u"/idle-XXXXXX"_s);
        table.add("raw", measure(*startRaw(), RawDialect()));
        table.add("flowcast", measure(*startFlowcast(directory.path()), FlowcastDialect()));
    }
    table.print();
}

std::vector<double> IdleRow::measure(const ServerUnderTest &server, const Dialect &dialect) const
{
    const double memoryBefore = server.residentKiB();
    const double cpuBefore = server.cpuSeconds();
    IdleConnections connections(server.port(), dialect);
    const double openSeconds = connections.open(m_connections);
    const double openCpu = server.cpuSeconds() - cpuBefore;
    connections.wait(std::chrono::milliseconds(500)); // what the last ones set off
    const double idleBefore = server.cpuSeconds();
    connections.wait(m_idle);
    const double idleCpu = server.cpuSeconds() - idleBefore;
    return {openSeconds, m_connections / openSeconds, (server.residentKiB() - memoryBefore) / m_connections,
        openCpu * 1e6 / m_connections, idleCpu * 100 / std::chrono::duration<double>(m_idle).count()};
}

} // namespace Flowcast::Bench
