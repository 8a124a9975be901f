#include "server/metrics.h"
#include "server/store/store.h"
#include "server/store/storeclient.h"

#include <QSignalSpy>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

namespace {

WorkflowId id(const char *text)
{
    return WorkflowId::fromBytes(text).value();
}

Publish publishOf(const char *workflow, quint32 step = 0)
{
    Publish publish;
    publish.workflowId = id(workflow);
    publish.currentStep = step;
    return publish;
}

} // namespace

/// The store through its client, in a thread of its own, on real SQLite files.
class TestStore final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void givesVersionsWithoutGaps();
    void keepsFieldsThatAreLeftOut();
    void refusesAStepPastTheStoredTotal();
    void aRefusalDoesNotHurtItsNeighbours();
    void waitingPublishesShareOneTransaction();
    void tellsTheSubscribersBeforeThePublisher();
    void pagesMeetTheCommitsWithoutGapOrOverlap();
    void remembersOverARestart();
    void forgettingKeepsOnlyTheNumbers();
    void aNextLifeGoesOnAboveTheOldVersion();
    void statesComeInTheOrderOfTheirLastChange();
    void keepsTheNewestOfALongHistory();
    void saysWhenTheAskerKnowsAnotherStore();
    void aFullDiskRefusesAndLosesNothing();

private:
    void open(RetentionLimits limits = {});
    Result<WorkflowUpdate> publish(Publish publish);
    Result<StorePage> query(StoreQuery query);
    static std::vector<quint64> versions(const StorePage &page);

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Metrics> m_metrics;
    std::unique_ptr<QThread> m_thread;
    Store *m_store = nullptr;
    std::unique_ptr<StoreClient> m_client;
};

void TestStore::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    open();
}

void TestStore::cleanup()
{
    m_client.reset();
    if (m_thread) {
        QMetaObject::invokeMethod(m_store, &Store::close, Qt::BlockingQueuedConnection);
        m_thread->quit();
        m_thread->wait();
    }
    m_thread.reset();
}

void TestStore::open(RetentionLimits limits)
{
    cleanup();
    m_metrics = std::make_unique<Metrics>();
    m_thread = std::make_unique<QThread>();
    m_store = new Store(m_dir->filePath(u"flowcast.sqlite"_s), limits, *m_metrics);
    m_store->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_store, &QObject::deleteLater);
    m_client = std::make_unique<StoreClient>(m_store);
    bool opened = false;
    connect(m_store, &Store::opened, m_client.get(), [&opened] { opened = true; }); // queued: a spy would race
    m_thread->start();
    QMetaObject::invokeMethod(m_store, &Store::open, Qt::QueuedConnection);
    QTRY_VERIFY(opened);
}

Result<WorkflowUpdate> TestStore::publish(Publish publish)
{
    std::optional<Result<WorkflowUpdate>> answer;
    m_client->publish(std::move(publish), this, [&](const auto &result) { answer = result; });
    [&] { QTRY_VERIFY(answer); }();
    return answer.value_or(failure(ErrorCode::Internal, {}, u"no answer"_s));
}

Result<StorePage> TestStore::query(StoreQuery query)
{
    std::optional<Result<StorePage>> answer;
    m_client->query(std::move(query), this, [&](const auto &result) { answer = result; });
    [&] { QTRY_VERIFY(answer); }();
    return answer.value_or(failure(ErrorCode::Internal, {}, u"no answer"_s));
}

std::vector<quint64> TestStore::versions(const StorePage &page)
{
    std::vector<quint64> result;
    for (const StoreEvent &event : page.events) {
        result.push_back(std::visit([](const auto &e) { return e.version; }, event));
    }
    return result;
}

void TestStore::givesVersionsWithoutGaps()
{
    for (quint64 version = 1; version <= 5; ++version) {
        QCOMPARE(publish(publishOf("a"))->version, version);
        QCOMPARE(publish(publishOf("b"))->version, version);
    }
    QCOMPARE(versions(*query(HistoryQuery{id("a"), 2})), (std::vector<quint64>{3, 4, 5}));
}

void TestStore::keepsFieldsThatAreLeftOut()
{
    Publish first = publishOf("a", 3);
    first.status = WorkflowStatus::Running;
    first.totalSteps = 10;
    first.message = u"Linking"_s;
    first.name = u"Nightly build"_s;
    QVERIFY(publish(first));
    Publish second;
    second.workflowId = id("a");
    second.currentStep = 4;
    const WorkflowUpdate stored = publish(second).value();
    QCOMPARE(stored.status, WorkflowStatus::Running);
    QCOMPARE(stored.currentStep, 4u);
    QCOMPARE(stored.totalSteps, 10u);
    QCOMPARE(stored.message, u"Linking"_s);
    QCOMPARE(stored.name, u"Nightly build"_s);
    QVERIFY(stored.timestamp > Timestamp{});
    QCOMPARE(std::get<WorkflowUpdate>(query(StateQuery{id("a")})->events.at(0)), stored);
}

void TestStore::refusesAStepPastTheStoredTotal()
{
    Publish first = publishOf("a", 3);
    first.totalSteps = 10;
    QVERIFY(publish(first));
    const auto refused = publish(publishOf("a", 11));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::BadRequest);
    QCOMPARE(refused.error().field, u"current_step"_s);
    Publish smaller;
    smaller.workflowId = id("a");
    smaller.totalSteps = 2;
    QCOMPARE(publish(smaller).error().field, u"total_steps"_s);
    QCOMPARE(publish(publishOf("a", 10))->version, 2u);
}

void TestStore::aRefusalDoesNotHurtItsNeighbours()
{
    Publish first = publishOf("a", 1);
    first.totalSteps = 2;
    QVERIFY(publish(first));
    std::vector<Result<WorkflowUpdate>> answers;
    for (quint32 step : {2u, 3u, 0u}) {
        m_client->publish(publishOf("a", step), this, [&](const auto &result) { answers.push_back(result); });
    }
    QTRY_COMPARE(answers.size(), 3u);
    QCOMPARE(answers[0]->version, 2u);
    QVERIFY(!answers[1]);
    QCOMPARE(answers[2]->version, 3u);
}

void TestStore::waitingPublishesShareOneTransaction()
{
    QSignalSpy commits(m_client.get(), &StoreClient::committed);
    int answered = 0;
    for (int i = 0; i < 1000; ++i) {
        m_client->publish(publishOf("a"), this, [&](const auto &result) { answered += result.has_value() ? 1 : 0; });
    }
    QTRY_COMPARE(answered, 1000);
    QCOMPARE(commits.size(), 1);
}

void TestStore::tellsTheSubscribersBeforeThePublisher()
{
    QStringList order;
    connect(m_client.get(), &StoreClient::committed, this, [&] { order += u"committed"_s; });
    m_client->publish(publishOf("a"), this, [&](const auto &) { order += u"answered"_s; });
    QTRY_COMPARE(order, (QStringList{u"committed"_s, u"answered"_s}));
}

void TestStore::pagesMeetTheCommitsWithoutGapOrOverlap()
{
    // Readers that come at any moment, each must see every version once: first its page, then the commits.
    struct Reader
    {
        bool live = false;
        std::vector<quint64> seen;
    };
    std::vector<std::unique_ptr<Reader>> readers;
    connect(m_client.get(), &StoreClient::committed, this, [&](const std::shared_ptr<const Commit> &commit) {
        for (const auto &reader : readers) {
            for (const CommittedEvent &event : commit->events) {
                if (reader->live) {
                    reader->seen.push_back(std::get<WorkflowUpdate>(event.event).version);
                }
            }
        }
    });
    int answered = 0;
    for (int i = 0; i < 400; ++i) {
        m_client->publish(publishOf("a"), this, [&](const auto &) { ++answered; });
        readers.push_back(std::make_unique<Reader>());
        m_client->query(HistoryQuery{id("a"), 0, 1000}, this, [reader = readers.back().get()](const auto &page) {
            reader->seen = versions(*page);
            reader->live = true;
        });
        if (i % 7 == 0) {
            QCoreApplication::processEvents();
        }
    }
    QTRY_COMPARE(answered, 400);
    QTRY_VERIFY(std::all_of(readers.begin(), readers.end(), [](const auto &r) { return r->seen.size() == 400; }));
    for (const auto &reader : readers) {
        for (quint64 i = 0; i < 400; ++i) {
            QCOMPARE(reader->seen[i], i + 1);
        }
    }
}

void TestStore::remembersOverARestart()
{
    Publish first = publishOf("a", 7);
    first.message = u"ünïcödé \u0000 zero"_s;
    const WorkflowUpdate before = publish(first).value();
    open();
    QCOMPARE(std::get<WorkflowUpdate>(query(StateQuery{id("a")})->events.at(0)), before);
    const WorkflowUpdate after = publish(publishOf("a", 8)).value();
    QCOMPARE(after.version, 2u);
    QVERIFY(after.cursor > before.cursor);
    QCOMPARE(after.message, before.message);
}

void TestStore::forgettingKeepsOnlyTheNumbers()
{
    Publish secret = publishOf("a", 1);
    secret.message = u"secret"_s;
    QVERIFY(publish(secret));
    QVERIFY(publish(publishOf("b")));
    std::optional<Result<WorkflowDeleted>> done;
    m_client->forget(id("a"), this, [&](const auto &result) { done = result; });
    QTRY_VERIFY(done);
    QCOMPARE((*done)->version, 2u);
    QCOMPARE(query(StateQuery{id("a")}).error().code, ErrorCode::NotFound);
    QCOMPARE(query(HistoryQuery{id("a")}).error().code, ErrorCode::NotFound);
    QCOMPARE(query(StatesQuery{})->events.size(), 1u);
    const auto changes = query(ChangesQuery{.after = 1});
    QCOMPARE(changes->events.size(), 2u); // b, and that a is gone
    QCOMPARE(std::get<WorkflowDeleted>(changes->events.at(1)), **done);
    done.reset();
    m_client->forget(id("a"), this, [&](const auto &result) { done = result; });
    QTRY_VERIFY(done);
    QCOMPARE(done->error().code, ErrorCode::NotFound);
}

void TestStore::aNextLifeGoesOnAboveTheOldVersion()
{
    QVERIFY(publish(publishOf("a", 5)));
    bool forgotten = false;
    m_client->forget(id("a"), this, [&](const auto &) { forgotten = true; });
    QTRY_VERIFY(forgotten);
    const WorkflowUpdate next = publish(publishOf("a")).value();
    QCOMPARE(next.version, 3u);
    QCOMPARE(next.currentStep, 0u);
    QCOMPARE(next.message, QString());
    QCOMPARE(versions(*query(HistoryQuery{id("a")})), (std::vector<quint64>{3}));
}

void TestStore::statesComeInTheOrderOfTheirLastChange()
{
    for (const char *name : {"a", "b", "c", "a"}) {
        QVERIFY(publish(publishOf(name)));
    }
    const StorePage first = query(StatesQuery{.after = 0, .limit = 2}).value();
    QVERIFY(!first.atEnd);
    QCOMPARE(workflowIdOf(first.events.at(0)), id("b"));
    QCOMPARE(workflowIdOf(first.events.at(1)), id("c"));
    const StorePage rest = query(StatesQuery{.after = cursorOf(first.events.at(1)), .limit = 2}).value();
    QVERIFY(rest.atEnd);
    QCOMPARE(workflowIdOf(rest.events.at(0)), id("a"));
    QCOMPARE(rest.cursor, 4u);
}

void TestStore::keepsTheNewestOfALongHistory()
{
    open({.perWorkflow = 100});
    int answered = 0;
    for (int i = 0; i < 640; ++i) {
        m_client->publish(publishOf("a"), this, [&](const auto &) { ++answered; });
    }
    QTRY_COMPARE(answered, 640);
    QTRY_COMPARE(query(HistoryQuery{id("a"), 0, 1000})->events.size(), 100u);
    const StorePage page = query(HistoryQuery{id("a"), 0, 1000}).value();
    QVERIFY(page.truncated);
    QCOMPARE(versions(page).front(), 541u);
    QVERIFY(query(ChangesQuery{.after = 1})->truncated);
    QVERIFY(!query(ChangesQuery{.after = 600})->truncated);

    open({.age = std::chrono::hours(-1)}); // everything is too old: the state stays
    QTRY_COMPARE(query(HistoryQuery{id("a"), 0, 1000})->events.size(), 1u);
    QCOMPARE(std::get<WorkflowUpdate>(query(StateQuery{id("a")})->events.at(0)).version, 640u);
    QCOMPARE(publish(publishOf("a"))->version, 641u);
}

void TestStore::saysWhenTheAskerKnowsAnotherStore()
{
    QVERIFY(publish(publishOf("a")));
    QCOMPARE(versions(*query(HistoryQuery{id("a"), 17})), (std::vector<quint64>{1}));
    QVERIFY(query(ChangesQuery{.after = 99})->truncated);
    QVERIFY(!query(ChangesQuery{.after = 1})->truncated);
}

void TestStore::aFullDiskRefusesAndLosesNothing()
{
    QVERIFY(publish(publishOf("a", 1)));
    // A trigger that fails stands for the disk: it breaks the transaction in the middle.
    QMetaObject::invokeMethod(m_store, &Store::close, Qt::BlockingQueuedConnection);
    const auto execute = [this](const QString &sql) {
        {
            auto connection = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
            connection.setDatabaseName(m_dir->filePath(u"flowcast.sqlite"_s));
            QVERIFY(connection.open());
            QVERIFY(QSqlQuery(connection).exec(sql));
        }
        QSqlDatabase::removeDatabase(u"test"_s);
    };
    execute(u"CREATE TRIGGER full BEFORE INSERT ON history WHEN NEW.current_step = 13 "
            "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"_s);
    open();
    std::vector<Result<WorkflowUpdate>> answers;
    for (quint32 step : {2u, 13u}) {
        m_client->publish(publishOf("a", step), this, [&](const auto &result) { answers.push_back(result); });
    }
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"nothing was stored: .*disk is full"_s));
    QTRY_COMPARE(answers.size(), 2u);
    QCOMPARE(answers[0].error().code, ErrorCode::Unavailable); // they shared a transaction
    QCOMPARE(answers[1].error().code, ErrorCode::Unavailable);
    QVERIFY(!m_store->isReady());
    QCOMPARE(publish(publishOf("a", 3))->version, 2u);
    QVERIFY(m_store->isReady());
}

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"
