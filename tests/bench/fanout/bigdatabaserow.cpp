#include "tests/bench/fanout/bigdatabaserow.h"
#include "tests/bench/fanout/block.h"
#include "tests/bench/fanout/databasefile.h"
#include "tests/bench/fanout/dialects.h"
#include "tests/bench/fanout/watching.h"

#include <QFileInfo>
#include <QTemporaryDir>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast::Bench {

namespace {

const char *const Prefix = "w";

} // namespace

BigDatabaseRow::BigDatabaseRow(int workflows, qint64 updates, const AnsweredWork &work)
    : Row("big database: " + grouped(workflows) + " workflows, " + grouped(double(updates)) + " stored updates"),
      m_workflows(workflows), m_updates(updates), m_work(work)
{
}

void BigDatabaseRow::run(Setting &setting) const
{
    const QTemporaryDir directory(setting.directory + u"/big-XXXXXX"_s);
    Block table(name(), {{"list ms"}, {"watch ms"}, {"all ms", 1}, {"publishes/s", 0}, {"x empty"}, {"MiB RSS", 1}});
    table.note(
        "list: first byte of GET /api/workflows; watch: first frame of a subscription to all; all: its last state");
    table.note(fill(directory.path()));
    const auto starting = Clock::now();
    const auto server = startFlowcast(directory.path());
    table.note("listening after " + grouped(secondsSince(starting), 2) + " s");
    std::vector<uint64_t> versions(size_t(m_work.workflows), uint64_t(m_updates / m_workflows));
    for (int round = 0; round < setting.rounds; ++round) {
        const QTemporaryDir emptyDirectory(setting.directory + u"/empty-XXXXXX"_s);
        std::vector<uint64_t> newVersions(size_t(m_work.workflows));
        const std::vector<double> ofEmpty = measure(*startFlowcast(emptyDirectory.path()), 0, newVersions, 0);
        table.add("flowcast, empty", ofEmpty);
        table.add("flowcast, big", measure(*server, m_workflows, versions, ofEmpty[3]));
    }
    server->kill();
    table.note(grouped(double(DatabaseFile(directory.path()).historyRows())) + " updates in the end");
    table.print();
}

std::string BigDatabaseRow::fill(const QString &directory) const
{
    startFlowcast(directory)->terminate(); // which makes the tables
    const auto start = Clock::now();
    DatabaseFile file(directory);
    file.fill(QString::fromLatin1(Prefix), m_workflows, m_updates);
    const double size = double(QFileInfo(directory + u"/flowcast.sqlite"_s).size()) / 1e6;
    return grouped(double(file.historyRows())) + " updates in the database, " + grouped(size) + " MB, made in "
        + grouped(secondsSince(start), 1) + " s";
}

std::vector<double> BigDatabaseRow::measure(
    const ServerUnderTest &server, int workflows, std::vector<uint64_t> &versions, double emptyRate) const
{
    const double firstByte = firstByteOfList(server.port());
    const SubscriptionTimes subscription = subscribeToAll(server.port(), workflows);
    const FlowcastDialect producer;
    const double rate
        = m_work.publishes / AnsweredPublishes(server.port(), producer, m_work, Prefix, versions, true).run();
    return {firstByte, subscription.firstFrame, subscription.synced, rate, emptyRate == 0 ? 1 : rate / emptyRate,
        server.residentKiB() / 1024};
}

} // namespace Flowcast::Bench
