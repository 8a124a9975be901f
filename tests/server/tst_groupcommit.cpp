#include "server/store/storetables.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int Workflows = 40;
constexpr quint32 Full = 13131313; ///< The step at which the disk is full.

WorkflowId idOf(int number)
{
    return WorkflowId::fromTrusted("w" + QByteArray::number(number));
}

/// An open database with its tables.
struct Files
{
    explicit Files(const QString &path, RetentionLimits limits = {}, SweepLimits sweep = {})
    {
        if (const auto opened = database.open(path); !opened) {
            qFatal("%s", qPrintable(opened.error().detail));
        }
        tables.emplace(database, limits, StoreTables::catchUp(database).value(), sweep);
    }
    Database database;
    std::optional<StoreTables> tables;
};

void execute(Files &files, const QString &sql)
{
    QVERIFY(SqliteStatement(files.database.handle(), sql).run());
}

/// What the store should hold, kept in the simplest way.
struct Model
{
    std::map<int, std::vector<WorkflowUpdate>> lives; ///< Of this life, oldest first.
    std::map<int, quint64> versions;
};

} // namespace

/// What is in the database after any sequence of writes, failures, retention and kills, against a simple model.
class TestGroupCommit final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void holdsWhatWasCommitted_data();
    void holdsWhatWasCommitted();
    void oldHistoryGoesAndNoState();
    void aTombstoneStaysUntilItIsWrittenAndOld();

private:
    [[nodiscard]] QString path() const { return m_dir->filePath(u"flowcast.sqlite"_s); }
    /// What a kill -9 leaves, as far as the next start can see.
    [[nodiscard]] QString killedCopy();
    void commitSome(Files &files, Model &model);
    void failSome(Files &files);
    void failInASweep(Files &files, Model &model);
    void apply(const Commit &commit, Model &model);
    static void check(Files &files, const Model &model, quint64 kept);
    static void checkStates(Files &files, const Model &model);

    std::unique_ptr<QTemporaryDir> m_dir;
    QRandomGenerator m_random;
    int m_copies = 0;
};

void TestGroupCommit::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_copies = 0;
}

QString TestGroupCommit::killedCopy()
{
    const QString copy = m_dir->filePath(u"killed-%1.sqlite"_s.arg(++m_copies));
    for (const QString &suffix : {QString(), u"-wal"_s}) {
        QFile::copy(path() + suffix, copy + suffix);
    }
    return copy;
}

void TestGroupCommit::commitSome(Files &files, Model &model)
{
    const int count = m_random.bounded(1, 12);
    for (int i = 0; i < count; ++i) {
        const int number = m_random.bounded(Workflows) * m_random.bounded(Workflows) / Workflows; // some more often
        if (m_random.bounded(60) == 0) {
            files.tables->group.add(ForgetRequest{{0, quint64(number)}, idOf(number)});
            continue;
        }
        Publish publish;
        publish.workflowId = idOf(number);
        publish.currentStep = m_random.bounded(1000u);
        publish.message
            = m_random.bounded(3) == 0 ? std::optional(u"at %1 …"_s.arg(*publish.currentStep)) : std::nullopt;
        files.tables->group.add(PublishRequest{{0, quint64(number)}, publish, {}});
    }
    const Commit commit = files.tables->group.commit(currentTimestamp());
    if (!files.tables->group.hasFailed()) {
        files.tables->retention.note(commit);
        apply(commit, model);
    }
}

void TestGroupCommit::apply(const Commit &commit, Model &model)
{
    for (const WriteAnswer &answer : commit.answers) {
        const auto number = int(answer.asker.ticket);
        if (answer.event < 0) {
            QCOMPARE(answer.error.code, ErrorCode::NotFound);
            QVERIFY(model.lives[number].empty());
            continue;
        }
        const StoreEvent &event = commit.events.at(size_t(answer.event)).event;
        QCOMPARE(versionOf(event), ++model.versions[number]);
        if (const auto *update = std::get_if<WorkflowUpdate>(&event)) {
            model.lives[number].push_back(*update);
        } else {
            model.lives[number].clear();
        }
    }
}

/// A commit that breaks in its middle.
void TestGroupCommit::failSome(Files &files)
{
    Publish publish;
    for (int number : {0, 1, 2, 0, Workflows + m_random.bounded(5), 3}) {
        publish.workflowId = idOf(number);
        publish.currentStep = number == 3 ? Full : 0;
        files.tables->group.add(PublishRequest{{}, publish, {}});
        files.tables->group.add(ForgetRequest{{}, idOf(1)});
    }
    execute(files,
        u"CREATE TEMP TRIGGER full BEFORE INSERT ON history WHEN NEW.current_step = %1 "
        "BEGIN SELECT RAISE(FAIL, 'disk full'); END"_s.arg(Full));
    QVERIFY(files.tables->group.commit(currentTimestamp()).events.empty());
    execute(files, u"DROP TRIGGER full"_s);
}

/// A commit that breaks, perhaps, when it writes states.
void TestGroupCommit::failInASweep(Files &files, Model &model)
{
    execute(files,
        u"CREATE TEMP TRIGGER full BEFORE UPDATE ON workflow WHEN NEW.key % 5 = 0 "
        "BEGIN SELECT RAISE(FAIL, 'disk full'); END"_s);
    commitSome(files, model);
    execute(files, u"DROP TRIGGER full"_s);
}

void TestGroupCommit::check(Files &files, const Model &model, quint64 kept)
{
    for (const auto &[number, life] : model.lives) {
        const WorkflowRow row = files.tables->cache.committed(idOf(number)).value();
        QCOMPARE(row.update.version, model.versions.at(number));
        QCOMPARE(row.exists(), !life.empty());
        if (life.empty()) {
            continue;
        }
        QCOMPARE(row.update, life.back());
        // From the very beginning: what is there has no hole, and is not less than what is to be kept.
        const auto oldest = files.tables->history.history(row, 0, 1).value();
        QCOMPARE(oldest.size(), 1u);
        QVERIFY(versionOf(oldest[0]) >= life.front().version);
        QVERIFY(versionOf(oldest[0]) <= life.back().version - std::min<quint64>(life.size(), kept) + 1);
        QCOMPARE(
            files.tables->history.history(row, 0, 1000000)->size(), life.back().version - versionOf(oldest[0]) + 1);
        for (int limit : {1, 7, 64, 1000}) {
            const quint64 after = life.back().version - std::min<quint64>(life.size(), kept) + quint64(limit % 3);
            const auto page = files.tables->history.history(row, after, limit).value();
            const size_t expected
                = std::min<size_t>(size_t(limit), life.back().version - std::min(after, life.back().version));
            QCOMPARE(page.size(), expected);
            for (size_t i = 0; i < page.size(); ++i) {
                QCOMPARE(std::get<WorkflowUpdate>(page[i]), life.at(after + i - life.front().version + 1));
            }
        }
    }
    checkStates(files, model);
}

/// All states by pages, in the order of their last change.
void TestGroupCommit::checkStates(Files &files, const Model &model)
{
    std::map<quint64, WorkflowUpdate> expected;
    for (const auto &[number, life] : model.lives) {
        if (!life.empty()) {
            expected.emplace(life.back().cursor, life.back());
        }
    }
    StatesQuery query{.after = 0, .limit = 7};
    auto next = expected.begin();
    for (bool atEnd = false; !atEnd;) {
        const auto page = files.tables->states.page(query).value();
        for (const StoreEvent &event : page) {
            QVERIFY(next != expected.end());
            QCOMPARE(std::get<WorkflowUpdate>(event), (next++)->second);
            query.after = cursorOf(event);
        }
        atEnd = page.size() < 7;
    }
    QVERIFY(next == expected.end());
}

void TestGroupCommit::holdsWhatWasCommitted_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::addColumn<quint64>("kept");
    QTest::addColumn<SweepLimits>("sweep");

    QTest::newRow("states stay in memory") << 1u << quint64(10000) << SweepLimits{};
    QTest::newRow("small sweeps") << 2u << quint64(10000) << SweepLimits{10, 1000, 3};
    QTest::newRow("sweeps by updates") << 3u << quint64(10000) << SweepLimits{1000, 30, 2};
    QTest::newRow("short history") << 4u << quint64(70) << SweepLimits{15, 1000, 4};
    QTest::newRow("one update kept") << 5u << quint64(1) << SweepLimits{15, 1000, 4};
}

void TestGroupCommit::holdsWhatWasCommitted()
{
    QFETCH(quint32, seed);
    QFETCH(quint64, kept);
    QFETCH(SweepLimits, sweep);
    m_random.seed(seed);
    Model model;
    auto files = std::make_unique<Files>(path(), RetentionLimits{.perWorkflow = kept}, sweep);
    for (int round = 0; round < 600 && !QTest::currentTestFailed(); ++round) {
        commitSome(*files, model);
        if (round % 17 == 0) {
            failSome(*files);
        }
        if (round % 7 == 0) {
            failInASweep(*files, model);
        }
        if (m_random.bounded(4) == 0) {
            QVERIFY(files->tables->retention.runSlice(currentTimestamp()));
        }
        if (round % 60 == 59) {
            check(*files, model, kept);
            Files afterKill(killedCopy(), {}, sweep);
            check(afterKill, model, kept);
        }
        if (round % 250 == 249) {
            QVERIFY(files->tables->group.writeStates());
            files->tables.reset();
            files.reset();
            files = std::make_unique<Files>(path(), RetentionLimits{.perWorkflow = kept}, sweep);
            check(*files, model, kept);
        }
    }
}

void TestGroupCommit::oldHistoryGoesAndNoState()
{
    Model model;
    const RetentionLimits tooOld{.age = std::chrono::hours(-1)};
    Files files(path(), tooOld, {10, 50, 4});
    for (int round = 0; round < 300; ++round) {
        Publish publish;
        publish.workflowId = idOf(int(m_random.bounded(Workflows)));
        files.tables->group.add(PublishRequest{{0, publish.workflowId.bytes().mid(1).toULongLong()}, publish, {}});
        apply(files.tables->group.commit(currentTimestamp()), model);
        files.tables->retention.lookForOld();
        QVERIFY(files.tables->retention.runSlice(currentTimestamp()));
        if (round % 20 == 0) {
            Files afterKill(killedCopy());
            checkStates(afterKill, model);
        }
    }
    checkStates(files, model);
    QVERIFY(files.tables->group.writeStates());
    QVERIFY(files.tables->retention.runSlice(currentTimestamp()));
    QCOMPARE(files.tables->history.oldestCursor().value(), 0u);
    checkStates(files, model);
}

void TestGroupCommit::aTombstoneStaysUntilItIsWrittenAndOld()
{
    Files files(path(), {.age = std::chrono::hours(-1)});
    const auto store = [&](int number) {
        Publish publish;
        publish.workflowId = idOf(number);
        files.tables->group.add(PublishRequest{{}, publish, {}});
        return versionOf(files.tables->group.commit(currentTimestamp()).events.at(0).event);
    };
    const auto forget = [&](int number) {
        files.tables->group.add(ForgetRequest{{}, idOf(number)});
        return versionOf(files.tables->group.commit(currentTimestamp()).events.at(0).event);
    };
    QCOMPARE(store(0), 1u);
    QCOMPARE(forget(0), 2u);
    QCOMPARE(store(1), 1u); // the tombstone with the newest cursor stays anyway
    QVERIFY(files.tables->retention.runSlice(currentTimestamp()));
    QCOMPARE(store(0), 3u);
    QCOMPARE(forget(0), 4u);
    QCOMPARE(store(1), 2u);
    QVERIFY(files.tables->group.writeStates());
    files.tables->retention.lookForOld();
    QVERIFY(files.tables->retention.runSlice(currentTimestamp()));
    QCOMPARE(store(0), 1u);
    QCOMPARE(store(1), 3u);
}

QTEST_GUILESS_MAIN(TestGroupCommit)
#include "tst_groupcommit.moc"
