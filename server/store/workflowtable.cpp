#include "server/store/workflowtable.h"

#include "server/store/staterow.h"

#include <QVariant>

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
    : m_find(
        database.prepare(u"SELECT workflow.key, %1 FROM workflow WHERE id = ?"_s.arg(stateColumns("workflow"_L1)))),
      m_insert(database.prepare(u"INSERT INTO workflow (status, current_step, total_steps, message, timestamp, name, "
                                "version, cursor, deleted, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s)),
      m_update(database.prepare(u"UPDATE workflow SET status = ?, current_step = ?, total_steps = ?, message = ?, "
                                "timestamp = ?, name = ?, version = ?, cursor = ?, deleted = ? WHERE key = ?"_s)),
      m_page(database.prepare(pageSql("AND deleted = 0"_L1))), m_pageWithDeleted(database.prepare(pageSql(""_L1))),
      m_newest(database.prepare(u"SELECT max(cursor) FROM workflow"_s)),
      m_removeTombstones(database.prepare(
          u"DELETE FROM workflow WHERE key IN (SELECT key FROM workflow WHERE deleted = 1 AND cursor < "
          "(SELECT max(cursor) FROM workflow) AND NOT EXISTS (SELECT 1 FROM history WHERE history.workflow = workflow.key) LIMIT ?)"_s))
{
}

Result<WorkflowRow> WorkflowTable::find(const WorkflowId &id)
{
    m_find.bindValue(0, id.toString());
    return run(m_find).map([&] {
        WorkflowRow row;
        row.update.workflowId = id;
        if (m_find.next()) {
            row.key = m_find.value(0).toLongLong();
            row.update = readState(m_find, 1, id);
            row.deleted = readDeleted(m_find, 1);
        }
        m_find.finish();
        return row;
    });
}

Result<void> WorkflowTable::insert(WorkflowRow &row)
{
    bindState(m_insert, 0, row.update, row.deleted);
    m_insert.bindValue(StateColumnCount, row.update.workflowId.toString());
    return run(m_insert).map([&] { row.key = m_insert.lastInsertId().toLongLong(); });
}

Result<void> WorkflowTable::update(const WorkflowRow &row)
{
    bindState(m_update, 0, row.update, row.deleted);
    m_update.bindValue(StateColumnCount, row.key);
    return run(m_update);
}

Result<std::vector<StoreEvent>> WorkflowTable::page(const StatesQuery &query)
{
    QSqlQuery &select = query.withDeleted ? m_pageWithDeleted : m_page;
    select.bindValue(0, query.after);
    select.bindValue(1, query.limit);
    return run(select).map([&] {
        std::vector<StoreEvent> events;
        while (select.next()) {
            events.push_back(readEvent(select, 1, WorkflowId::fromTrusted(select.value(0).toString().toLatin1())));
        }
        select.finish();
        return events;
    });
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
