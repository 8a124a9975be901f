#include "server/store/groupcommit.h"

#include "server/store/merge.h"
#include "server/store/staterow.h"

namespace Flowcast {

namespace {

Asker askerOf(const GroupCommit::Write &write)
{
    return std::visit([](const auto &request) { return request.asker; }, write);
}

SteadyTime receivedAt(const PublishRequest &request)
{
    return request.receivedAt;
}

SteadyTime receivedAt(const ForgetRequest &)
{
    return std::chrono::steady_clock::now();
}

/// The input is at fault, not the database: the rest of the batch goes on.
bool isRefusal(const Error &error)
{
    return error.code != ErrorCode::Unavailable && error.code != ErrorCode::Conflict;
}

} // namespace

GroupCommit::GroupCommit(Database &database, WorkflowTable &workflows, HistoryTable &history, StateCache &cache,
    StateWriter &states, quint64 cursor)
    : m_database(database), m_workflows(workflows), m_history(history), m_cache(cache), m_states(states),
      m_cursor(cursor), m_nextCursor(cursor)
{
}

Commit GroupCommit::commit(Timestamp now)
{
    auto result = tryCommit(now);
    m_failed = !result.has_value();
    if (!result) {
        undo();
        Commit refused;
        for (const Write &write : m_waiting) {
            refused.answers.push_back({askerOf(write), -1, result.error()});
        }
        result = std::move(refused);
    }
    m_cursor = m_nextCursor;
    m_waiting.clear();
    m_before.clear();
    ++m_transaction;
    m_cache.trim();
    return *std::move(result);
}

Result<Commit> GroupCommit::tryCommit(Timestamp now)
{
    Commit commit;
    commit.events.reserve(m_waiting.size());
    commit.answers.reserve(m_waiting.size());
    auto done = m_database.begin();
    for (auto write = m_waiting.begin(); done && write != m_waiting.end(); ++write) {
        done = apply(*write, now, commit);
    }
    return done.and_then([this] { return m_states.writeSlice(m_cursor); })
        .and_then([this] { return m_database.commit(); })
        .map([&] {
            m_states.committed();
            return std::move(commit);
        });
}

Result<void> GroupCommit::apply(Write &write, Timestamp now, Commit &commit)
{
    return std::visit(
        [&](auto &request) -> Result<void> {
            Result<StoreEvent> event = store(request, now);
            if (event) {
                commit.answers.push_back({request.asker, qsizetype(commit.events.size()), {}});
                commit.events.push_back({*std::move(event), receivedAt(request)});
            } else if (isRefusal(event.error())) {
                commit.answers.push_back({request.asker, -1, std::move(event).error()});
            } else {
                return tl::unexpected(std::move(event).error());
            }
            return {};
        },
        write);
}

Result<StoreEvent> GroupCommit::store(PublishRequest &request, Timestamp now)
{
    const Result<StateCache::Entry *> entry = m_cache.load(request.publish.workflowId);
    if (!entry) {
        return tl::unexpected(entry.error());
    }
    return merge((*entry)->row.update, std::move(request.publish), now).and_then([&](WorkflowUpdate &&next) {
        return append(**entry, std::move(next), false, now);
    });
}

Result<StoreEvent> GroupCommit::store(const ForgetRequest &request, Timestamp now)
{
    const Result<StateCache::Entry *> entry = m_cache.load(request.id);
    if (!entry) {
        return tl::unexpected(entry.error());
    }
    StateCache::Entry &known = **entry;
    if (!known.row.exists()) {
        return tl::unexpected(unknownWorkflow(request.id));
    }
    const quint64 version = known.row.update.version;
    // Only the numbers stay: who asks to forget means the texts too.
    WorkflowUpdate tombstone;
    tombstone.workflowId = request.id;
    tombstone.timestamp = now;
    tombstone.version = version + 1;
    return m_history.removeAll(known.row)
        .and_then([&] { return append(known, tombstone, true, now); })
        .and_then([&](StoreEvent &&event) {
            return m_workflows.update(known.row).map([&event] { return std::move(event); });
        });
}

Result<StoreEvent> GroupCommit::append(StateCache::Entry &entry, WorkflowUpdate next, bool deleted, Timestamp now)
{
    // The rows below a tombstone are gone.
    const quint64 previous = deleted ? 0 : entry.row.update.cursor;
    next.cursor = m_nextCursor + 1;
    change(entry, std::move(next), deleted);
    // The history refers to the row by its key, so a new workflow is written at once.
    const Result<void> done = entry.row.key == 0 ? m_workflows.insert(entry.row) : Result<void>();
    return done.and_then([&] { return m_history.append(entry.row, previous, now); }).map([&]() -> StoreEvent {
        ++m_nextCursor;
        if (deleted) {
            return asDeleted(entry.row.update);
        }
        return entry.row.update;
    });
}

void GroupCommit::change(StateCache::Entry &entry, WorkflowUpdate &&next, bool deleted)
{
    if (entry.transaction != m_transaction) {
        entry.transaction = m_transaction;
        m_before.push_back({&entry, {entry.row.key, std::move(entry.row.update), entry.row.deleted}});
    }
    entry.row.update = std::move(next);
    entry.row.deleted = deleted;
    m_states.changed(entry);
}

void GroupCommit::undo()
{
    m_database.rollback();
    m_states.rolledBack();
    for (Before &before : m_before) {
        before.entry->row = std::move(before.row);
    }
    m_nextCursor = m_cursor;
}

Result<void> GroupCommit::writeStates()
{
    Result<void> done;
    while (done && !m_states.isDone()) {
        done = writeSweep();
    }
    return done;
}

Result<void> GroupCommit::writeSweep()
{
    return m_database.begin()
        .and_then([this] { return m_states.writeSweep(m_cursor); })
        .and_then([this] { return m_database.commit(); })
        .map([this] { m_states.committed(); })
        .map_error([this](Error error) {
            undo();
            return error;
        });
}

} // namespace Flowcast
