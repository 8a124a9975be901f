#include "server/store/workflowtable.h"

#include "server/store/staterow.h"

#include <QVariant>

#include <sqlite3.h>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

QString pageSql(QLatin1StringView filter)
{
    return u"SELECT workflow.id, %1 FROM workflow WHERE cursor > ? %2 ORDER BY cursor"_s.arg(
        stateColumns("workflow"_L1), filter);
}

/// The newest row of each workflow above the mark: beside max(), SQLite takes the other columns from the same row
/// (https://www.sqlite.org/lang_select.html#bareagg).
QString catchUpSql()
{
    return u"UPDATE workflow SET status = newest.status, current_step = newest.current_step, "
           "total_steps = newest.total_steps, message = newest.message, timestamp = newest.timestamp, "
           "name = newest.name, version = newest.version, cursor = newest.cursor, deleted = newest.deleted "
           "FROM (SELECT workflow AS key, %1, max(cursor) FROM history "
           "WHERE cursor > (SELECT cursor FROM state_mark) GROUP BY workflow) AS newest "
           "WHERE workflow.key = newest.key"_s.arg(stateColumns("history"_L1));
}

} // namespace

WorkflowTable::WorkflowTable(const Database &database)
    : m_database(database.handle()),
      m_find(
          database.statement(u"SELECT workflow.key, %1 FROM workflow WHERE id = ?"_s.arg(stateColumns("workflow"_L1)))),
      m_insert(database.statement(u"INSERT INTO workflow (status, current_step, total_steps, message, timestamp, name, "
                                  "version, cursor, deleted, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s)),
      m_update(database.statement(u"UPDATE workflow SET status = ?, current_step = ?, total_steps = ?, message = ?, "
                                  "timestamp = ?, name = ?, version = ?, cursor = ?, deleted = ? WHERE key = ?"_s)),
      m_page(database.statement(pageSql("AND deleted = 0"_L1))), m_pageWithDeleted(database.statement(pageSql(""_L1))),
      m_setMark(database.statement(u"UPDATE state_mark SET cursor = ?"_s)),
      m_tombstones(database.statement(
          u"SELECT key, id FROM workflow WHERE deleted = 1 AND cursor < (SELECT max(cursor) FROM workflow) "
          "AND NOT EXISTS (SELECT 1 FROM history WHERE history.cursor = workflow.cursor) LIMIT ?"_s)),
      m_remove(database.statement(u"DELETE FROM workflow WHERE key = ?"_s)),
      m_newest(database.prepare(u"SELECT max(cursor) FROM workflow"_s)), m_catchUp(database.prepare(catchUpSql()))
{
}

Result<WorkflowRow> WorkflowTable::find(const WorkflowId &id)
{
    WorkflowRow row;
    row.update.workflowId = id;
    m_find.bind(0, id.bytes());
    return m_find
        .forEach([&] {
            row.key = m_find.number(0);
            row.update = readState(m_find, 1, id);
            row.deleted = readDeleted(m_find, 1);
        })
        .map([&row] { return std::move(row); });
}

Result<void> WorkflowTable::insert(WorkflowRow &row)
{
    bindState(m_insert, 0, row.update, row.deleted);
    m_insert.bind(StateColumnCount, row.update.workflowId.bytes());
    return m_insert.run().map([&] { row.key = sqlite3_last_insert_rowid(m_database); });
}

Result<void> WorkflowTable::update(const WorkflowRow &row)
{
    bindState(m_update, 0, row.update, row.deleted);
    m_update.bind(StateColumnCount, row.key);
    return m_update.run();
}

Result<std::vector<StoreEvent>> WorkflowTable::page(const StatesQuery &query, const IsNewer &isNewer)
{
    SqliteStatement &select = query.withDeleted ? m_pageWithDeleted : m_page;
    select.bind(0, qint64(query.after));
    std::vector<StoreEvent> events;
    return select
        .forEachUntil([&] {
            auto id = WorkflowId::fromTrusted(select.text(0).toByteArray());
            if (!isNewer(id)) {
                events.push_back(readEvent(select, 1, std::move(id)));
            }
            return events.size() < size_t(query.limit);
        })
        .map([&events] { return std::move(events); });
}

Result<quint64> WorkflowTable::newestCursor()
{
    return numberOf(m_newest);
}

Result<void> WorkflowTable::setMark(quint64 cursor)
{
    m_setMark.bind(0, qint64(cursor));
    return m_setMark.run();
}

Result<void> WorkflowTable::catchUp()
{
    return run(m_catchUp).and_then([this] { return newestCursor(); }).and_then([this](quint64 cursor) {
        return setMark(cursor);
    });
}

Result<void> WorkflowTable::removeTombstones(int limit, const IsNewer &isNewer)
{
    std::vector<qint64> keys;
    m_tombstones.bind(0, qint64(limit));
    auto done = m_tombstones.forEach([&] {
        if (!isNewer(WorkflowId::fromTrusted(m_tombstones.text(1).toByteArray()))) {
            keys.push_back(m_tombstones.number(0));
        }
    });
    for (auto key = keys.begin(); done && key != keys.end(); ++key) {
        m_remove.bind(0, *key);
        done = m_remove.run();
    }
    return done;
}

} // namespace Flowcast
