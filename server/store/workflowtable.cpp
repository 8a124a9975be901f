#include "server/store/workflowtable.h"

#include "server/store/staterow.h"

#include <QVariant>

#include <sqlite3.h>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

QString pageSql(QLatin1StringView filter)
{
    return u"SELECT workflow.id, %1 FROM workflow WHERE cursor > ? %2 ORDER BY cursor LIMIT ?"_s.arg(
        stateColumns("workflow"_L1), filter);
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
      m_newest(database.prepare(u"SELECT max(cursor) FROM workflow"_s)),
      m_removeTombstones(database.prepare(
          u"DELETE FROM workflow WHERE key IN (SELECT key FROM workflow WHERE deleted = 1 AND cursor < "
          "(SELECT max(cursor) FROM workflow) AND NOT EXISTS (SELECT 1 FROM history WHERE history.workflow = workflow.key) LIMIT ?)"_s))
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

Result<std::vector<StoreEvent>> WorkflowTable::page(const StatesQuery &query)
{
    SqliteStatement &select = query.withDeleted ? m_pageWithDeleted : m_page;
    select.bind(0, qint64(query.after));
    select.bind(1, qint64(query.limit));
    std::vector<StoreEvent> events;
    return select
        .forEach([&] { events.push_back(readEvent(select, 1, WorkflowId::fromTrusted(select.text(0).toByteArray()))); })
        .map([&events] { return std::move(events); });
}

Result<quint64> WorkflowTable::newestCursor()
{
    return run(m_newest).map([&] {
        const quint64 cursor = m_newest.next() ? m_newest.value(0).toULongLong() : 0;
        m_newest.finish();
        return cursor;
    });
}

Result<void> WorkflowTable::removeTombstones(int limit)
{
    m_removeTombstones.bindValue(0, limit);
    return run(m_removeTombstones);
}

} // namespace Flowcast
