// bench_store [--rounds N] [--ms N] [--batch N] [--alone 1] [--history N]: what a committed update costs the store
// thread, without any socket. In turn: GroupCommit on our tables; the same rows through SQLite's C interface, in
// transactions of the same size with the same settings; and nothing but writing as many bytes over old ones, with
// fdatasync.

#include "server/store/storetables.h"

#include <QDir>
#include <QFile>
#include <QStringList>
#include <QTemporaryDir>
#include <QVariant>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <map>
#include <unistd.h>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int Workflows = 1000;
constexpr std::array BatchSizes{1, 8, 32, 128};

[[noreturn]] void die(const QString &what)
{
    std::fprintf(stderr, "bench_store: %s\n", qPrintable(what));
    std::exit(1);
}

void need(const Result<void> &done)
{
    if (!done) {
        die(done.error().detail);
    }
}

std::chrono::nanoseconds now(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// Time spent, and on how many updates.
struct Cost
{
    std::chrono::nanoseconds cpu{};
    std::chrono::nanoseconds wall{};
    quint64 updates = 0;

    [[nodiscard]] double cpuEach() const { return double(cpu.count()) / 1e3 / double(updates); }
    [[nodiscard]] double wallEach() const { return double(wall.count()) / 1e3 / double(updates); }
};

/// One way to store; batch(n) stores n updates and returns when they are durable.
class Contender
{
public:
    virtual ~Contender() = default;
    virtual void prepare(int count) = 0; ///< Not timed.
    virtual void batch(int count) = 0;
};

/// All of them in turn, neighbours far apart: publishers do not ask in the order of the rows on disk.
quint64 workflowOf(quint64 number)
{
    return number < Workflows ? number : number * 389 % Workflows;
}

WorkflowId workflowId(quint64 number)
{
    return WorkflowId::fromTrusted("nightly-" + QByteArray::number(workflowOf(number)));
}

QByteArray messageOf(quint64 number)
{
    return "Linking target " + QByteArray::number(number % 977) + " of the nightly build, 12 warnings so far";
}

class Ours final : public Contender
{
public:
    Ours(const QString &path, RetentionLimits limits)
    {
        need(m_database.open(path));
        m_tables.emplace(m_database, limits, 0);
    }
    void prepare(int count) override
    {
        m_requests.clear();
        for (int i = 0; i < count; ++i) {
            Publish publish;
            publish.workflowId = workflowId(m_number);
            publish.status = WorkflowStatus::Running;
            publish.currentStep = quint32(m_number / Workflows);
            publish.message = QString::fromLatin1(messageOf(m_number));
            m_requests.push_back({{0, m_number++}, std::move(publish), std::chrono::steady_clock::now()});
        }
    }
    void batch(int) override
    {
        for (PublishRequest &request : m_requests) {
            m_tables->group.add(std::move(request));
        }
        const Commit commit = m_tables->group.commit(currentTimestamp());
        if (commit.events.size() != m_requests.size()) {
            die(u"an update was refused"_s);
        }
        m_tables->retention.note(commit);
        m_database.checkpointIfDue();
        removeSome();
    }
    /// As the Store does it, at the same pace. Its time counts as the updates'.
    void removeSome()
    {
        const auto start = std::chrono::steady_clock::now();
        if (m_tables->retention.hasWork() && start >= m_nextSlice) {
            const auto cpu = now(CLOCK_THREAD_CPUTIME_ID);
            need(m_tables->retention.runSlice(currentTimestamp()));
            m_longestSlice = std::max(m_longestSlice, now(CLOCK_THREAD_CPUTIME_ID) - cpu);
            m_database.checkpointIfDue();
            m_nextSlice = std::chrono::steady_clock::now() + Retention::Pause;
        }
    }
    [[nodiscard]] double longestSliceMs() const { return double(m_longestSlice.count()) / 1e6; }
    [[nodiscard]] quint64 historyRows()
    {
        QSqlQuery count = m_database.prepare(u"SELECT count(*) FROM history"_s);
        return run(count) && count.next() ? count.value(0).toULongLong() : 0;
    }

private:
    Database m_database;
    std::optional<StoreTables> m_tables;
    std::vector<PublishRequest> m_requests;
    std::chrono::steady_clock::time_point m_nextSlice;
    std::chrono::nanoseconds m_longestSlice{};
    quint64 m_number = 0;
};

/// The tables as one would write them down at first: as in migration 0001.
constexpr const char *PlainTables[] = {
    "CREATE TABLE plain_state (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, "
    "current_step INTEGER NOT NULL, total_steps INTEGER NOT NULL, message TEXT NOT NULL, timestamp INTEGER NOT NULL, "
    "name TEXT NOT NULL, version INTEGER NOT NULL, cursor INTEGER NOT NULL UNIQUE, deleted INTEGER NOT NULL)",
    "CREATE TABLE plain_history (cursor INTEGER PRIMARY KEY, workflow INTEGER NOT NULL REFERENCES plain_state (key), "
    "version INTEGER NOT NULL, status TEXT NOT NULL, current_step INTEGER NOT NULL, total_steps INTEGER NOT NULL, "
    "message TEXT NOT NULL, timestamp INTEGER NOT NULL, name TEXT NOT NULL, stored_at INTEGER NOT NULL, "
    "deleted INTEGER NOT NULL, UNIQUE (workflow, version))"};

/// Plain tables, through the C interface: a row of history and a changed state for each update.
class Raw final : public Contender
{
public:
    explicit Raw(const QString &path)
    {
        need(m_database.open(path)); // the same tables and settings
        m_db = m_database.handle();
        sqlite3_wal_autocheckpoint(m_db, 1000); // SQLite's own default, which Database has replaced
        for (const char *sql : PlainTables) {
            if (sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
                die(QString::fromUtf8(sqlite3_errmsg(m_db)));
            }
        }
        m_begin = statement("BEGIN");
        m_commit = statement("COMMIT");
        m_insert = statement("INSERT INTO plain_state (status, current_step, total_steps, message, timestamp, name, "
                             "version, cursor, deleted, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        m_update = statement("UPDATE plain_state SET status = ?, current_step = ?, total_steps = ?, message = ?, "
                             "timestamp = ?, name = ?, version = ?, cursor = ?, deleted = ? WHERE key = ?");
        m_append = statement("INSERT INTO plain_history (status, current_step, total_steps, message, timestamp, name, "
                             "version, cursor, deleted, workflow, stored_at) "
                             "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        step(m_begin);
        for (quint64 i = 0; i < Workflows; ++i) {
            bind(m_insert, i, messageOf(i), 0);
            const QByteArray id = workflowId(i).bytes();
            sqlite3_bind_text(m_insert, 10, id.constData(), int(id.size()), SQLITE_STATIC);
            step(m_insert);
        }
        step(m_commit);
        m_number = Workflows;
    }
    ~Raw() override
    {
        for (sqlite3_stmt *each : {m_begin, m_commit, m_insert, m_update, m_append}) {
            sqlite3_finalize(each);
        }
    }
    void prepare(int count) override
    {
        m_messages.clear();
        for (int i = 0; i < count; ++i) {
            m_messages.push_back(messageOf(m_number + quint64(i)));
        }
    }
    void batch(int) override
    {
        const qint64 now = currentTimestamp().time_since_epoch().count();
        step(m_begin);
        for (const QByteArray &message : m_messages) {
            const auto key = qint64(workflowOf(m_number)) + 1;
            for (sqlite3_stmt *each : {m_append, m_update}) {
                bind(each, m_number, message, now);
                sqlite3_bind_int64(each, 10, key);
            }
            sqlite3_bind_int64(m_append, 11, now);
            step(m_append);
            step(m_update);
            ++m_number;
        }
        step(m_commit);
    }

private:
    sqlite3_stmt *statement(const char *sql)
    {
        sqlite3_stmt *made = nullptr;
        if (sqlite3_prepare_v3(m_db, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK) {
            die(QString::fromUtf8(sqlite3_errmsg(m_db)));
        }
        return made;
    }
    void step(sqlite3_stmt *statement)
    {
        if (sqlite3_step(statement) != SQLITE_DONE) {
            die(QString::fromUtf8(sqlite3_errmsg(m_db)));
        }
        sqlite3_reset(statement);
    }
    static void bind(sqlite3_stmt *statement, quint64 number, const QByteArray &message, qint64 time)
    {
        sqlite3_bind_text(statement, 1, "running", 7, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 2, qint64(number / Workflows));
        sqlite3_bind_int64(statement, 3, 0);
        sqlite3_bind_text(statement, 4, message.constData(), int(message.size()), SQLITE_STATIC);
        sqlite3_bind_int64(statement, 5, time);
        sqlite3_bind_text(statement, 6, "", 0, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 7, qint64(number / Workflows) + 1);
        sqlite3_bind_int64(statement, 8, qint64(number) + 1);
        sqlite3_bind_int(statement, 9, 0);
    }

    Database m_database;
    sqlite3 *m_db = nullptr;
    sqlite3_stmt *m_begin = nullptr;
    sqlite3_stmt *m_commit = nullptr;
    sqlite3_stmt *m_insert = nullptr;
    sqlite3_stmt *m_update = nullptr;
    sqlite3_stmt *m_append = nullptr;
    std::vector<QByteArray> m_messages;
    quint64 m_number = 0;
};

/// What the disk itself costs: as many bytes as a transaction of ours writes, over old ones, and fdatasync.
class Disk final : public Contender
{
public:
    explicit Disk(const QString &path) : m_fd(::open(qPrintable(path), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
    {
        const std::vector<char> zeros(Size);
        if (m_fd < 0 || ::pwrite(m_fd, zeros.data(), Size, 0) != Size || ::fsync(m_fd) != 0) {
            die(u"cannot write "_s + path);
        }
    }
    ~Disk() override { ::close(m_fd); }
    void setBytes(qint64 bytes) { m_bytes.resize(size_t(bytes)); }
    void prepare(int) override { }
    void batch(int) override
    {
        const auto size = qint64(m_bytes.size());
        if (m_place + size > Size) {
            m_place = 0;
        }
        if (::pwrite(m_fd, m_bytes.data(), m_bytes.size(), m_place) != size || ::fdatasync(m_fd) != 0) {
            die(u"cannot write"_s);
        }
        m_place += size;
    }

private:
    static constexpr qint64 Size = 32 * 1024 * 1024;
    int m_fd;
    qint64 m_place = 0;
    std::vector<char> m_bytes;
};

Cost measure(Contender &contender, int batchSize, std::chrono::milliseconds time)
{
    Cost cost;
    while (cost.wall < time) {
        contender.prepare(batchSize);
        const auto cpu = now(CLOCK_THREAD_CPUTIME_ID);
        const auto wall = now(CLOCK_MONOTONIC);
        contender.batch(batchSize);
        cost.wall += now(CLOCK_MONOTONIC) - wall;
        cost.cpu += now(CLOCK_THREAD_CPUTIME_ID) - cpu;
        cost.updates += quint64(batchSize);
    }
    return cost;
}

/// Bytes that this process has handed to write calls so far.
qint64 bytesWritten()
{
    QFile file(u"/proc/self/io"_s);
    if (!file.open(QIODevice::ReadOnly)) {
        die(u"cannot read /proc/self/io"_s);
    }
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("wchar: ")) {
            return line.mid(7).toLongLong();
        }
    }
    return 0;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

int option(const QStringList &arguments, const QString &name, int otherwise)
{
    const qsizetype place = arguments.indexOf(name);
    return place > 0 && place + 1 < arguments.size() ? arguments.at(place + 1).toInt() : otherwise;
}

struct Series
{
    std::vector<double> cpu;
    std::vector<double> wall;
    void add(const Cost &cost)
    {
        cpu.push_back(cost.cpuEach());
        wall.push_back(cost.wallEach());
    }
};

} // namespace

int main(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    const int rounds = option(arguments, u"--rounds"_s, 5);
    const std::chrono::milliseconds time(option(arguments, u"--ms"_s, 300));
    QTemporaryDir folder(QDir::currentPath() + u"/bench_store-XXXXXX"_s); // not /tmp: that may be memory
    const int history = option(arguments, u"--history"_s, 10000);
    Ours ours(folder.filePath(u"ours.sqlite"_s), {.perWorkflow = quint64(history)});
    Raw raw(folder.filePath(u"raw.sqlite"_s));
    Disk disk(folder.filePath(u"disk"_s));

    for (quint64 i = 0; i < Workflows; i += 100) { // every workflow exists before anything is timed
        ours.prepare(100);
        ours.batch(100);
    }

    std::printf("µs per update: CPU of this thread / wall, median of %d rounds\n"
                "%6s %18s %18s %18s  %9s %9s %8s\n",
        rounds, "batch", "flowcast", "sqlite", "fdatasync", "cpu:sql", "wall:sql", "bytes");
    const bool isAlone = option(arguments, u"--alone"_s, 0) != 0; // for a profile
    const int only = option(arguments, u"--batch"_s, 0);
    for (int size : only > 0 ? std::vector{only} : std::vector(BatchSizes.begin(), BatchSizes.end())) {
        std::map<QByteArray, Series> series;
        std::vector<double> cpuRatio;
        std::vector<double> wallRatio;
        double bytes = 0;
        for (int round = 0; round < rounds; ++round) {
            const qint64 before = bytesWritten();
            const Cost ourCost = measure(ours, size, time);
            bytes = double(bytesWritten() - before) / double(ourCost.updates);
            const Cost rawCost = isAlone ? ourCost : measure(raw, size, time);
            disk.setBytes(qint64(bytes * size));
            series["ours"].add(ourCost);
            series["raw"].add(rawCost);
            series["disk"].add(measure(disk, size, time / 3));
            cpuRatio.push_back(ourCost.cpuEach() / rawCost.cpuEach());
            wallRatio.push_back(ourCost.wallEach() / rawCost.wallEach());
        }
        const auto cell = [&](const char *name) {
            return QByteArray::number(median(series[name].cpu), 'f', 2) + " / "
                + QByteArray::number(median(series[name].wall), 'f', 2);
        };
        std::printf("%6d %18s %18s %18s  %9.2f %9.2f %8.0f\n", size, cell("ours").constData(), cell("raw").constData(),
            cell("disk").constData(), median(cpuRatio), median(wallRatio), bytes);
        std::fflush(stdout);
    }
    std::printf("history: %llu rows in the end, longest slice of retention %.2f ms CPU\n", ours.historyRows(),
        ours.longestSliceMs());
    return 0;
}
