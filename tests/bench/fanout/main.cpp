// What fan-out and publishing cost, with every update on disk: the real `flowcast serve` and, in turn with it in the
// same run, a bare epoll loop (rawserver.cpp) and other servers where they are installed (peers.h). Every delivery and
// every answer is checked; a lost, doubled or misplaced one ends the run with an error. At the end the server is killed
// (SIGKILL) and its database must hold every update that was delivered.
//
//     bench_fanout [--rounds N] [--only TEXT] [--history N] [--short]
//
// --only: the rows whose name contains TEXT. --history: updates in the big database. --short: small and quick, for the
// tests; only counts.

#include "tests/bench/fanout/answeredrow.h"
#include "tests/bench/fanout/bigdatabaserow.h"
#include "tests/bench/fanout/block.h"
#include "tests/bench/fanout/databasefile.h"
#include "tests/bench/fanout/failure.h"
#include "tests/bench/fanout/fanoutrow.h"
#include "tests/bench/fanout/idlerow.h"
#include "tests/bench/fanout/killedrow.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTemporaryDir>

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>

using namespace Flowcast::Bench;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Rows = std::vector<std::unique_ptr<Row>>;

constexpr qint64 DefaultHistory = 5'000'000;
constexpr int UpdatesEach = 100; ///< Of a workflow in the big database.

Rows allRows(qint64 history)
{
    Rows rows;
    const auto fanOut = [&](const char *name, const FanOutWork &work, bool withPeers = false) {
        rows.push_back(std::make_unique<FanOutRow>(name, work, withPeers));
    };
    fanOut("1 x 100, 1 under way", {1, 100, 1, 1, 3000}, true);
    fanOut("1 x 1,000, 1 under way", {1, 1000, 1, 1, 300}, true);
    fanOut("1 x 10,000, 1 under way", {1, 10000, 1, 1, 30}, true);
    fanOut("1 x 1,000, 8 under way", {1, 1000, 1, 8, 1000}, true);
    fanOut("100 x 10, 8 under way", {100, 10, 1, 8, 20000});
    const FanOutWork thousand{1000, 1, 4, 32, 50000};
    fanOut("1,000 x 1, 32 under way, 4 publishers", thousand, true);
    rows.push_back(std::make_unique<AnsweredRow>("answered publishes to 1,000 workflows, 32 under way", thousand,
        AnsweredWork{1000, 4, 8, 50000}, AnsweredWork{1000, 32, 1, 50000}));
    fanOut("paced: 10 updates/s to 1,000", {1, 1000, 1, 1, 100, 100ms});
    rows.push_back(std::make_unique<IdleRow>("idle 10,000", 10000, 3s));
    rows.push_back(std::make_unique<KilledRow>("killed in mid-load", FanOutWork{50, 4, 2, 32, 20000}, 5));
    const int workflows = int(std::max<qint64>(history / UpdatesEach, 32));
    const int published = std::min(workflows, 1000);
    rows.push_back(std::make_unique<BigDatabaseRow>(
        workflows, qint64(workflows) * UpdatesEach, AnsweredWork{published, 4, 8, 50000}));
    return rows;
}

Rows shortRows()
{
    Rows rows;
    rows.push_back(std::make_unique<FanOutRow>("1 x 50, 4 under way", FanOutWork{1, 50, 1, 4, 100}));
    rows.push_back(std::make_unique<FanOutRow>("20 x 3, 8 under way, 2 publishers", FanOutWork{20, 3, 2, 8, 200}));
    rows.push_back(std::make_unique<AnsweredRow>("answered publishes to 50 workflows, 32 under way",
        FanOutWork{50, 1, 2, 16, 200}, AnsweredWork{50, 4, 8, 500}, AnsweredWork{50, 32, 1, 500}));
    rows.push_back(std::make_unique<FanOutRow>("paced: 50 updates/s to 50", FanOutWork{1, 50, 1, 1, 20, 20ms}));
    rows.push_back(std::make_unique<IdleRow>("idle 200", 200, 200ms));
    rows.push_back(std::make_unique<KilledRow>("killed in mid-load", FanOutWork{20, 2, 2, 16, 1000}, 2));
    rows.push_back(std::make_unique<BigDatabaseRow>(200, 20000, AnsweredWork{64, 4, 8, 500}));
    return rows;
}

void raiseDescriptorLimit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// SIGINT and SIGTERM become a Failure, so that servers and files go away.
void endTidily()
{
    struct sigaction action = {};
    action.sa_handler = [](int signal) { isInterrupted = signal; };
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

Setting setUp(const QString &directory, int rounds, bool withPeers)
{
    Setting setting;
    setting.rounds = rounds;
    setting.directory = directory;
    setting.raw = startRaw();
    setting.flowcast = startFlowcast(directory + u"/flowcast"_s);
    if (withPeers) {
        setting.peers = startPeers(directory + u"/nginx"_s);
    }
    return setting;
}

/// After a kill: what the database has. A delivery or answer that was not committed would be missing here.
void requireAllStored(Setting &setting)
{
    setting.flowcast->kill();
    const qint64 stored = DatabaseFile(setting.directory + u"/flowcast"_s).publishedUpdates();
    std::printf("\npublished, and delivered or answered: %s; in the database after SIGKILL: %s\n",
        grouped(double(setting.published)).c_str(), grouped(double(stored)).c_str());
    if (stored != setting.published) {
        throw Failure("the database does not hold what was published");
    }
}

void runRows(const Rows &rows, const std::string &only, Setting setting)
{
    std::printf(
        "medians of %d rounds; latency from the publish to each subscriber, or to the answer\n", setting.rounds);
    for (const auto &row : rows) {
        if (row->name().find(only) != std::string::npos) {
            row->run(setting);
        }
    }
    requireAllStored(setting);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ); // each row shows when it is done, in a file too
    raiseDescriptorLimit();
    endTidily();
    QCommandLineParser parser;
    parser.addOptions({{u"rounds"_s, u"Rounds of each row, interleaved."_s, u"N"_s, u"3"_s},
        {u"only"_s, u"Only rows whose name contains it."_s, u"TEXT"_s},
        {u"history"_s, u"Updates in the big database."_s, u"N"_s, QString::number(DefaultHistory)},
        {u"short"_s, u"Quick."_s}});
    parser.process(application);
    const bool isShort = parser.isSet(u"short"_s);
    const int rounds = isShort ? 1 : std::clamp(parser.value(u"rounds"_s).toInt(), 1, 20);
    const qint64 history = std::clamp<qint64>(parser.value(u"history"_s).toLongLong(), 10'000, 100'000'000);
    // Beside the program: /tmp is often no disk.
    const QTemporaryDir directory(QCoreApplication::applicationDirPath() + u"/fanout-XXXXXX"_s);
    try {
        runRows(isShort ? shortRows() : allRows(history), parser.value(u"only"_s).toStdString(),
            setUp(directory.path(), rounds, !isShort));
    } catch (const Failure &failure) {
        std::fprintf(stderr, "bench_fanout: %s\n", failure.what());
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
