#include "server/store/historytable.h"

#include "server/store/staterow.h"

#include <QVariant>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

HistoryTable::HistoryTable(const Database &database)
    : m_append(database.statement(u"INSERT INTO history (status, current_step, total_steps, message, timestamp, name, "
                                  "version, cursor, deleted, workflow, stored_at) "
                                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s)),
      m_changes(database.statement(
          u"SELECT workflow.id, %1 FROM history JOIN workflow ON workflow.key = history.workflow "
          "WHERE history.cursor > ? ORDER BY history.cursor LIMIT ?"_s.arg(stateColumns("history"_L1)))),
      m_history(database.statement(
          u"SELECT %1 FROM history WHERE workflow = ? AND version > ? AND deleted = 0 ORDER BY version LIMIT ?"_s.arg(
              stateColumns("history"_L1)))),
      m_oldest(database.prepare(u"SELECT min(cursor) FROM history"_s)),
      m_removeUpTo(database.prepare(u"DELETE FROM history WHERE cursor IN (SELECT cursor FROM history "
                                    "WHERE workflow = ? AND version <= ? ORDER BY version LIMIT ?)"_s)),
      m_removeBefore(database.prepare(u"DELETE FROM history WHERE stored_at < ? AND cursor IN "
                                      "(SELECT cursor FROM history ORDER BY cursor LIMIT ?)"_s))
{
}

Result<void> HistoryTable::append(const WorkflowRow &row, Timestamp storedAt)
{
    bindState(m_append, 0, row.update, row.deleted);
    m_append.bind(StateColumnCount, row.key);
    m_append.bind(StateColumnCount + 1, qint64(storedAt.time_since_epoch().count()));
    return m_append.run();
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

Result<std::vector<StoreEvent>> HistoryTable::history(const WorkflowId &id, qint64 key, quint64 afterVersion, int limit)
{
    m_history.bind(0, key);
    m_history.bind(1, qint64(afterVersion));
    m_history.bind(2, qint64(limit));
    std::vector<StoreEvent> events;
    return m_history.forEach([&] { events.push_back(readState(m_history, 0, id)); }).map([&events] {
        return std::move(events);
    });
}

Result<quint64> HistoryTable::oldestCursor()
{
    return run(m_oldest).map([&] {
        const quint64 cursor = m_oldest.next() ? m_oldest.value(0).toULongLong() : 0;
        m_oldest.finish();
        return cursor;
    });
}

Result<int> HistoryTable::removed(QSqlQuery &query)
{
    return run(query).map([&] { return query.numRowsAffected(); });
}

Result<int> HistoryTable::removeUpTo(qint64 key, quint64 version, int limit)
{
    m_removeUpTo.bindValue(0, key);
    m_removeUpTo.bindValue(1, version);
    m_removeUpTo.bindValue(2, limit);
    return removed(m_removeUpTo);
}

Result<int> HistoryTable::removeStoredBefore(Timestamp time, int limit)
{
    m_removeBefore.bindValue(0, qint64(time.time_since_epoch().count()));
    m_removeBefore.bindValue(1, limit);
    return removed(m_removeBefore);
}

} // namespace Flowcast
