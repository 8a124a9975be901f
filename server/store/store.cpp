#include "server/store/store.h"

#include "server/metrics.h"

#include <QLoggingCategory>

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

Q_LOGGING_CATEGORY(lcStore, "flowcast.server.store", QtInfoMsg)

constexpr int MaxPage = 1000;

} // namespace

Store::Store(QString path, RetentionLimits limits, Metrics &metrics)
    : m_path(std::move(path)), m_limits(limits), m_metrics(metrics), m_retentionTimer(this), m_ageTimer(this)
{
    m_retentionTimer.setSingleShot(true);
    connect(&m_retentionTimer, &QTimer::timeout, this, &Store::runRetention);
    connect(&m_ageTimer, &QTimer::timeout, this, [this] {
        m_tables->retention.lookForOld();
        scheduleRetention();
    });
}

Store::~Store() = default;

void Store::open()
{
    m_database.emplace();
    const Result<quint64> cursor
        = m_database->open(m_path).and_then([this] { return StoreTables::catchUp(*m_database); });
    if (!cursor) {
        m_database.reset();
        emit failed(Error{cursor.error().code, cursor.error().field, m_path + u": "_s + cursor.error().detail});
        return;
    }
    m_tables.emplace(*m_database, m_limits, *cursor);
    setReady(true);
    m_ageTimer.start(1min);
    scheduleRetention();
    emit opened();
}

void Store::close()
{
    if (m_tables) {
        processWaiting();
        if (const auto done = m_tables->group.writeStates(); !done) {
            qCInfo(lcStore).noquote() << "states are left to the next start:" << done.error().detail;
        }
    }
    setReady(false);
    m_retentionTimer.stop();
    m_ageTimer.stop();
    m_tables.reset();
    m_database.reset();
}

void Store::submit(const std::shared_ptr<StoreRequests> &requests)
{
    if (!m_tables) {
        return; // closing: the askers are told by the end of their connections
    }
    for (auto &write : requests->writes) {
        m_tables->group.add(std::move(write));
    }
    std::move(requests->queries.begin(), requests->queries.end(), std::back_inserter(m_queries));
    if (!m_scheduled) {
        // Behind what other threads have posted meanwhile, which so comes into the same transaction.
        m_scheduled = QMetaObject::invokeMethod(this, &Store::processWaiting, Qt::QueuedConnection);
    }
}

void Store::processWaiting()
{
    m_scheduled = false;
    if (!m_tables) {
        return;
    }
    // Writes first: a page then holds all that was announced before it, and nothing that is announced after it.
    commitWaiting();
    answerWaiting();
    m_database->checkpointIfDue();
}

void Store::commitWaiting()
{
    if (m_tables->group.isEmpty()) {
        return;
    }
    const auto start = std::chrono::steady_clock::now();
    auto commit = std::make_shared<const Commit>(m_tables->group.commit(currentTimestamp()));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    setReady(!m_tables->group.hasFailed());
    if (!m_ready) {
        m_metrics.storeErrors.Increment();
        qCWarning(lcStore).noquote() << "nothing was stored:" << commit->answers.front().error.detail;
    } else {
        m_metrics.commitSeconds.Observe(took.count());
        m_metrics.batchSize.Observe(double(commit->events.size()));
        m_metrics.published.Increment(double(commit->events.size()));
    }
    m_tables->retention.note(*commit);
    emit committed(commit);
    scheduleRetention();
}

void Store::setReady(bool ready)
{
    m_ready = ready;
    m_metrics.ready.Set(ready ? 1 : 0);
}

void Store::answerWaiting()
{
    if (m_queries.empty()) {
        return;
    }
    auto answers = std::make_shared<QueryAnswers>();
    for (const QueryRequest &request : std::exchange(m_queries, {})) {
        answers->push_back({request.asker, answer(request.query)});
    }
    emit answered(answers);
}

void Store::scheduleRetention()
{
    if (m_tables->retention.hasWork() && !m_retentionTimer.isActive()) {
        m_retentionTimer.start(Retention::Pause);
    }
}

void Store::runRetention()
{
    if (const auto done = m_tables->retention.runSlice(currentTimestamp()); !done) {
        m_metrics.storeErrors.Increment();
        qCWarning(lcStore).noquote() << "old history stays for now:" << done.error().detail;
        m_retentionTimer.start(1s);
        return;
    }
    m_database->checkpointIfDue();
    scheduleRetention();
}

Result<StorePage> Store::answer(const StoreQuery &query)
{
    return std::visit([this](const auto &q) { return read(q); }, query);
}

StorePage Store::page(std::vector<StoreEvent> events, int limit) const
{
    StorePage page;
    page.atEnd = events.size() < size_t(limit);
    page.events = std::move(events);
    page.cursor = m_tables->group.cursor();
    return page;
}

Result<StorePage> Store::read(const StatesQuery &query)
{
    StatesQuery bounded = query;
    bounded.limit = std::clamp(query.limit, 1, MaxPage);
    return m_tables->states.page(bounded).map(
        [&](std::vector<StoreEvent> &&events) { return page(std::move(events), bounded.limit); });
}

Result<StorePage> Store::read(const ChangesQuery &query)
{
    const int limit = std::clamp(query.limit, 1, MaxPage);
    const auto oldest = m_tables->history.oldestCursor();
    if (!oldest) {
        return tl::unexpected(oldest.error());
    }
    return m_tables->history.changes(query.after, limit).map([&](std::vector<StoreEvent> &&events) {
        StorePage result = page(std::move(events), limit);
        // Past the newest cursor: the asker knows another store than this one.
        const bool removed = *oldest > query.after + 1 || (*oldest == 0 && query.after < result.cursor);
        result.truncated = removed || query.after > result.cursor;
        return result;
    });
}

Result<StorePage> Store::read(const HistoryQuery &query)
{
    const int limit = std::clamp(query.limit, 1, MaxPage);
    const auto row = m_tables->cache.committed(query.id);
    if (!row) {
        return tl::unexpected(row.error());
    }
    if (!row->exists()) {
        return tl::unexpected(unknownWorkflow(query.id));
    }
    if (query.after > row->update.version) { // the asker knows another store than this one
        return page({row->update}, 2);
    }
    return m_tables->history.history(*row, query.after, limit).map([&](std::vector<StoreEvent> &&events) {
        // All of it may be gone by age: then the state is what is left.
        if (events.empty() && query.after < row->update.version) {
            events.push_back(row->update);
        }
        StorePage result = page(std::move(events), limit);
        const auto *first = result.events.empty() ? nullptr : std::get_if<WorkflowUpdate>(&result.events.front());
        result.truncated = first && first->version > query.after + 1;
        return result;
    });
}

Result<StorePage> Store::read(const StateQuery &query)
{
    return m_tables->cache.committed(query.id).and_then([&](const WorkflowRow &row) -> Result<StorePage> {
        if (!row.exists()) {
            return tl::unexpected(unknownWorkflow(query.id));
        }
        return page({row.update}, 2);
    });
}

} // namespace Flowcast
