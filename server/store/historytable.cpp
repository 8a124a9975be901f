#include "server/store/historytable.h"

#include "server/store/staterow.h"

#include <QVariant>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

HistoryTable::HistoryTable(const Database &database)
    : m_append(database.statement(u"INSERT INTO history (status, current_step, total_steps, message, timestamp, name, "
                                  "version, cursor, deleted, workflow, stored_at, previous) "
                                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s)),
      m_changes(database.statement(
          u"SELECT workflow.id, %1 FROM history JOIN workflow ON workflow.key = history.workflow "
          "WHERE history.cursor > ? ORDER BY history.cursor LIMIT ?"_s.arg(stateColumns("history"_L1)))),
      m_row(database.statement(u"SELECT %1 FROM history WHERE cursor = ?"_s.arg(stateColumns("history"_L1)))),
      m_remove(database.statement(u"DELETE FROM history WHERE cursor = ?"_s)),
      m_removeBefore(database.statement(u"DELETE FROM history WHERE stored_at < ? AND cursor IN "
                                        "(SELECT cursor FROM history WHERE cursor <= ? ORDER BY cursor LIMIT ?) "
                                        "RETURNING workflow, version"_s)),
      m_oldest(database.prepare(u"SELECT min(cursor) FROM history"_s)), m_chain(database)
{
}

Result<void> HistoryTable::append(const WorkflowRow &row, quint64 previous, Timestamp storedAt)
{
    bindState(m_append, 0, row.update, row.deleted);
    m_append.bind(StateColumnCount, row.key);
    m_append.bind(StateColumnCount + 1, qint64(storedAt.time_since_epoch().count()));
    m_append.bind(StateColumnCount + 2, qint64(previous));
    return m_append.run().and_then([&] {
        // A tombstone is the end of its chain: who entered there would not meet the next life.
        return row.deleted ? Result<void>() : m_chain.append(row.key, {row.update.version, row.update.cursor});
    });
}

Result<std::vector<StoreEvent>> HistoryTable::changes(quint64 after, int limit)
{
    m_changes.bind(0, qint64(after));
    m_changes.bind(1, qint64(limit));
    std::vector<StoreEvent> events;
    return m_changes
        .forEach([&] {
            events.push_back(readEvent(m_changes, 1, WorkflowId::fromTrusted(m_changes.text(0).toByteArray())));
        })
        .map([&events] { return std::move(events); });
}

Result<quint64> HistoryTable::cursorAtOrAbove(const WorkflowRow &newest, quint64 version)
{
    return m_chain.milestone(newest.key, version).map([&](const std::optional<HistoryChain::Place> &milestone) {
        return milestone ? milestone->cursor : newest.update.cursor;
    });
}

Result<std::vector<quint64>> HistoryTable::cursors(const WorkflowRow &newest, quint64 from, quint64 to)
{
    std::vector<quint64> found;
    return cursorAtOrAbove(newest, to)
        .and_then([&](quint64 start) {
            return m_chain.walk(start, [&](HistoryChain::Place place, bool) {
                if (place.version >= from && place.version <= to) {
                    found.push_back(place.cursor);
                }
                return place.version > from;
            });
        })
        .map([&found] {
            std::reverse(found.begin(), found.end());
            return std::move(found);
        });
}

Result<std::vector<StoreEvent>> HistoryTable::history(const WorkflowRow &newest, quint64 afterVersion, int limit)
{
    // The first row may be far above what was asked for, when retention has removed the ones between.
    quint64 first = newest.update.version + 1;
    return cursorAtOrAbove(newest, afterVersion + 1)
        .and_then([&](quint64 start) {
            return m_chain.walk(start, [&](HistoryChain::Place place, bool isTombstone) {
                if (place.version > afterVersion && !isTombstone) {
                    first = place.version;
                }
                return place.version > afterVersion + 1;
            });
        })
        .and_then([&] { return cursors(newest, first, first + quint64(limit) - 1); })
        .and_then([&](const std::vector<quint64> &found) { return rows(newest.update.workflowId, found); });
}

Result<std::vector<StoreEvent>> HistoryTable::rows(const WorkflowId &id, std::span<const quint64> cursors)
{
    std::vector<StoreEvent> events;
    events.reserve(cursors.size());
    for (quint64 cursor : cursors) {
        m_row.bind(0, qint64(cursor));
        if (auto read = m_row.forEach([&] { events.push_back(readState(m_row, 0, id)); }); !read) {
            return tl::unexpected(read.error());
        }
    }
    return events;
}

Result<quint64> HistoryTable::oldestCursor()
{
    return numberOf(m_oldest);
}

Result<void> HistoryTable::removeAll(const WorkflowRow &newest)
{
    std::vector<quint64> all;
    Result<quint64> last = 0;
    while (last && *last < newest.update.version) {
        last = release(newest, *last + 1, newest.update.version, all);
    }
    return last.and_then([&](quint64) { return remove(all); });
}

Result<quint64> HistoryTable::release(const WorkflowRow &newest, quint64 from, quint64 to, std::vector<quint64> &found)
{
    return m_chain.milestone(newest.key, from).and_then([&](const std::optional<HistoryChain::Place> &milestone) {
        const quint64 last = milestone ? std::min(milestone->version, to) : to;
        return cursors(newest, from, last)
            .and_then([&](const std::vector<quint64> &more) {
                found.insert(found.end(), more.begin(), more.end());
                return m_chain.remove(newest.key, last);
            })
            .map([last] { return last; });
    });
}

Result<void> HistoryTable::remove(std::span<const quint64> cursors)
{
    Result<void> done;
    for (auto cursor = cursors.begin(); done && cursor != cursors.end(); ++cursor) {
        m_remove.bind(0, qint64(*cursor));
        done = m_remove.run();
    }
    return done;
}

Result<int> HistoryTable::removeStoredBefore(Timestamp time, quint64 cursor, int limit)
{
    std::vector<std::pair<qint64, quint64>> removed;
    m_removeBefore.bind(0, qint64(time.time_since_epoch().count()));
    m_removeBefore.bind(1, qint64(cursor));
    m_removeBefore.bind(2, qint64(limit));
    auto done = m_removeBefore.forEach(
        [&] { removed.emplace_back(m_removeBefore.number(0), quint64(m_removeBefore.number(1))); });
    for (auto row = removed.begin(); done && row != removed.end(); ++row) {
        done = m_chain.remove(row->first, row->second);
    }
    return done.map([&removed] { return int(removed.size()); });
}

} // namespace Flowcast
