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

GroupCommit::GroupCommit(Database &database, WorkflowTable &workflows, HistoryTable &history, quint64 cursor)
    : m_database(database), m_workflows(workflows), m_history(history), m_cache(workflows), m_cursor(cursor),
      m_nextCursor(cursor)
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
    m_dirty.clear();
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
    return done.and_then([this] { return writeStates(); })
        .and_then([this] { return m_database.commit(); })
        .map([&commit] { return std::move(commit); });
}

Result<void> GroupCommit::apply(const Write &write, Timestamp now, Commit &commit)
{
    return std::visit(
        [&](const auto &request) -> Result<void> {
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

Result<StoreEvent> GroupCommit::store(const PublishRequest &request, Timestamp now)
{
    const Result<StateCache::Entry *> entry = m_cache.load(request.publish.workflowId);
    if (!entry) {
        return tl::unexpected(entry.error());
    }
    return merge((*entry)->row.update, request.publish, now).and_then([&](WorkflowUpdate &&next) {
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
    return writeStates() // a row of this very transaction needs its key before it can be removed
        .and_then([&] { return m_history.removeUpTo(known.row.key, version, -1); })
        .and_then([&](int) { return append(known, tombstone, true, now); });
}

Result<StoreEvent> GroupCommit::append(StateCache::Entry &entry, WorkflowUpdate next, bool deleted, Timestamp now)
{
    next.cursor = m_nextCursor + 1;
    entry.row.update = std::move(next);
    entry.row.deleted = deleted;
    // The history refers to the row by its key, so a new workflow is written at once.
    const bool isNew = entry.row.key == 0;
    const Result<void> done = isNew ? m_workflows.insert(entry.row) : Result<void>();
    return done.and_then([&] { return m_history.append(entry.row, now); }).map([&]() -> StoreEvent {
        ++m_nextCursor;
        if (!isNew && !entry.dirty) {
            entry.dirty = true;
            m_dirty.push_back(&entry);
        }
        if (deleted) {
            return asDeleted(entry.row.update);
        }
        return entry.row.update;
    });
}

Result<void> GroupCommit::writeStates()
{
    for (StateCache::Entry *entry : m_dirty) {
        if (auto done = m_workflows.update(entry->row); !done) {
            return done;
        }
        entry->dirty = false;
    }
    m_dirty.clear();
    return {};
}

void GroupCommit::undo()
{
    m_database.rollback();
    m_cache.clear();
    m_nextCursor = m_cursor;
}

Result<WorkflowRow> GroupCommit::committedRow(const WorkflowId &id)
{
    if (const WorkflowRow *row = m_cache.peek(id)) {
        return *row;
    }
    return m_workflows.find(id); // without filling the memory for readers of ids that do not exist
}

} // namespace Flowcast
