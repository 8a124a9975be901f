// What fan-out and publishing cost, with every update on disk: the real `flowcast serve` and, in turn with it in the
// same run, a bare epoll loop (rawserver.cpp). Every delivery is checked; a lost, doubled or misplaced one ends the run
// with an error. At the end the server is killed (SIGKILL) and its database must hold every update that was delivered.
//
//     bench_fanout [--rounds N] [--only TEXT] [--short]
//
// --only: the rows whose name contains TEXT. --short: small and quick, for the tests; only counts.

#include "tests/bench/fanout/loadclient.h"
#include "tests/bench/fanout/serverundertest.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace Flowcast::Bench;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Row
{
    const char *name;
    Work work;
};

const std::vector<Row> allRows{
    {"1 x 100, 1 under way", {1, 100, 1, 1, 3000}},
    {"1 x 1,000, 1 under way", {1, 1000, 1, 1, 300}},
    {"1 x 10,000, 1 under way", {1, 10000, 1, 1, 30}},
    {"1 x 1,000, 8 under way", {1, 1000, 1, 8, 2000}},
    {"100 x 10, 8 under way", {100, 10, 1, 8, 20000}},
    {"1,000 x 1, 32 under way, 4 publishers", {1000, 1, 4, 32, 50000}},
};

const std::vector<Row> shortRows{
    {"1 x 50, 4 under way", {1, 50, 1, 4, 100}},
    {"20 x 3, 8 under way, 2 publishers", {20, 3, 2, 8, 200}},
};

struct Measured
{
    double deliveriesPerSecond = 0;
    double cpuMicroseconds = 0; ///< Of the server, a delivery.
    double p50 = 0;
    double p99 = 0;
    double max = 0;
    double openSeconds = 0;
    double kibPerConnection = 0;
};

Measured measure(const ServerUnderTest &server, const Work &work, const QString &prefix, bool checksVersions)
{
    const double memoryBefore = server.residentKiB();
    const double cpuBefore = server.cpuSeconds();
    Outcome outcome = runLoad(server.port(), work, prefix.toStdString(), checksVersions);
    if (!outcome.error.empty()) {
        std::fprintf(stderr, "bench_fanout: %s\n", outcome.error.c_str());
        std::exit(1);
    }
    std::sort(outcome.latencies.begin(), outcome.latencies.end());
    const auto quantile = [&](double q) {
        const size_t size = outcome.latencies.size();
        return double(outcome.latencies[std::min(size - 1, size_t(q * double(size)))]);
    };
    const double deliveries = double(work.deliveries());
    return {deliveries / outcome.seconds, (server.cpuSeconds() - cpuBefore) * 1e6 / deliveries, quantile(0.5),
        quantile(0.99), quantile(1), outcome.openSeconds,
        (server.residentKiB() - memoryBefore) / double(work.connections())};
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double medianOf(const std::vector<Measured> &rounds, double Measured::*field)
{
    std::vector<double> values;
    for (const Measured &round : rounds) {
        values.push_back(round.*field);
    }
    return median(std::move(values));
}

void printLine(const char *name, const std::vector<Measured> &rounds, double ratio)
{
    std::printf("  %-9s %11.0f /s %6.2f x raw %8.2f us cpu %8.2f %8.2f %8.2f ms %7.2f s open\n", name,
        medianOf(rounds, &Measured::deliveriesPerSecond), ratio, medianOf(rounds, &Measured::cpuMicroseconds),
        medianOf(rounds, &Measured::p50), medianOf(rounds, &Measured::p99), medianOf(rounds, &Measured::max),
        medianOf(rounds, &Measured::openSeconds));
    std::fflush(stdout);
}

qint64 runRow(const Row &row, int rounds, const ServerUnderTest &raw, const ServerUnderTest &flowcast, int number)
{
    std::vector<Measured> ofRaw;
    std::vector<Measured> ofFlowcast;
    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) {
        const QString prefix = u"b%1-%2-"_s.arg(number).arg(round);
        ofRaw.push_back(measure(raw, row.work, prefix, false));
        ofFlowcast.push_back(measure(flowcast, row.work, prefix, true));
        ratios.push_back(ofFlowcast.back().deliveriesPerSecond / ofRaw.back().deliveriesPerSecond);
    }
    std::printf("%s\n", row.name);
    printLine("raw", ofRaw, 1);
    printLine("flowcast", ofFlowcast, median(ratios));
    std::printf("  %-9s %.1f KiB a connection when first opened\n", "", ofFlowcast.front().kibPerConnection);
    return qint64(rounds) * row.work.updates;
}

/// After a kill: what the database has. A delivery that was not committed would be missing here.
qint64 storedUpdates(const QString &directory)
{
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s);
    database.setDatabaseName(directory + u"/flowcast.sqlite"_s);
    database.open();
    QSqlQuery query(u"SELECT sum(version) FROM workflow"_s, database);
    return query.next() ? query.value(0).toLongLong() : -1;
}

void raiseDescriptorLimit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    raiseDescriptorLimit();
    QCommandLineParser parser;
    parser.addOptions({{u"rounds"_s, u"Rounds of each row, interleaved."_s, u"N"_s, u"3"_s},
        {u"only"_s, u"Only rows whose name contains it."_s, u"TEXT"_s}, {u"short"_s, u"Quick."_s}});
    parser.process(application);
    const bool isShort = parser.isSet(u"short"_s);
    const int rounds = isShort ? 1 : std::clamp(parser.value(u"rounds"_s).toInt(), 1, 20);

    const QTemporaryDir directory;
    ServerUnderTest raw(QStringLiteral(BENCH_RAW_SERVER), {});
    ServerUnderTest flowcast(
        QStringLiteral(FLOWCAST_PROGRAM), {u"serve"_s, u"--port"_s, u"0"_s, u"--data-dir"_s, directory.path()});
    std::printf("medians of %d rounds; latency p50, p99, max from the publish to each subscriber\n", rounds);
    qint64 delivered = 0;
    int number = 0;
    for (const Row &row : isShort ? shortRows : allRows) {
        if (!QLatin1StringView(row.name).contains(parser.value(u"only"_s))) {
            continue;
        }
        delivered += runRow(row, rounds, raw, flowcast, number++);
    }
    flowcast.kill();
    const qint64 stored = storedUpdates(directory.path());
    std::printf("published and delivered: %lld; in the database after SIGKILL: %lld\n", qlonglong(delivered),
        qlonglong(stored));
    return stored == delivered ? EXIT_SUCCESS : EXIT_FAILURE;
}
