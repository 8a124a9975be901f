#include "tests/bench/fanout/databasefile.h"
#include "tests/bench/fanout/failure.h"

#include <QDateTime>
#include <QSqlError>
#include <QSqlQuery>
#include <QStringList>
#include <QVariant>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast::Bench {

namespace {

QString connectionName()
{
    return u"fanout"_s;
}

QSqlQuery run(const QSqlDatabase &connection, const QString &sql, const QVariantList &bound)
{
    QSqlQuery query(connection);
    bool done = query.prepare(sql);
    for (const QVariant &value : bound) {
        query.addBindValue(value);
    }
    done = done && query.exec();
    if (!done) {
        throw Failure((sql + u": "_s + query.lastError().text()).toStdString());
    }
    return query;
}

} // namespace

DatabaseFile::DatabaseFile(const QString &dataDirectory)
    : m_connection(QSqlDatabase::addDatabase(u"QSQLITE"_s, connectionName()))
{
    m_connection.setDatabaseName(dataDirectory + u"/flowcast.sqlite"_s);
    if (!m_connection.open()) {
        throw Failure("cannot open the database");
    }
}

DatabaseFile::~DatabaseFile()
{
    m_connection.close();
    m_connection = {};
    QSqlDatabase::removeDatabase(connectionName());
}

QVariant DatabaseFile::value(const QString &sql, const QVariantList &bound) const
{
    QSqlQuery query = run(m_connection, sql, bound);
    return query.next() ? query.value(0) : QVariant();
}

void DatabaseFile::execute(const QString &sql, const QVariantList &bound) const
{
    run(m_connection, sql, bound);
}

qint64 DatabaseFile::publishedUpdates() const
{
    return value(u"SELECT sum(newest) FROM (SELECT max(version) AS newest FROM history GROUP BY workflow)"_s)
        .toLongLong();
}

qint64 DatabaseFile::historyRows() const
{
    return value(u"SELECT count(*) FROM history"_s).toLongLong();
}

std::vector<uint64_t> DatabaseFile::versions(const QString &prefix, int count) const
{
    std::vector<uint64_t> versions;
    for (int i = 0; i < count; ++i) {
        const QString id = prefix + QString::number(i);
        const QString ofHistory = u"FROM history JOIN workflow ON workflow.key = history.workflow WHERE id = ?"_s;
        const qint64 version = value(u"SELECT max(history.version) "_s + ofHistory, {id}).toLongLong();
        const qint64 inHistory = value(u"SELECT count(*) "_s + ofHistory, {id}).toLongLong();
        if (inHistory != version) {
            throw Failure(u"%1 is at version %2, with %3 updates in its history"_s.arg(id)
                              .arg(version)
                              .arg(inHistory)
                              .toStdString());
        }
        versions.push_back(uint64_t(version));
    }
    return versions;
}

/// What makes them again.
QStringList DatabaseFile::dropIndices() const
{
    QStringList made;
    QStringList names;
    QSqlQuery query
        = run(m_connection, u"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"_s, {});
    while (query.next()) {
        names.append(query.value(0).toString());
        made.append(query.value(1).toString());
    }
    query.finish();
    for (const QString &name : names) {
        execute(u"DROP INDEX "_s + name);
    }
    return made;
}

void DatabaseFile::fill(const QString &prefix, qint64 workflows, qint64 updates)
{
    // No journal and the indices last: a minute less for five million rows.
    execute(u"PRAGMA journal_mode = OFF"_s);
    execute(u"PRAGMA synchronous = OFF"_s);
    execute(u"PRAGMA cache_size = -500000"_s); // KiB
    const QStringList indices = dropIndices();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const QString numbers = u"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?) "_s;
    // Round after round through all workflows, as if they had grown side by side.
    execute(u"INSERT INTO workflow (key, id, status, current_step, total_steps, message, timestamp, name, version, "
            "cursor, deleted) "_s
            + numbers + u"SELECT i + 1, ? || i, 'running', 100, 1000000000, 'Linking', ?, '', ?, ? + i, 0 FROM n"_s,
        {workflows, prefix, now, updates / workflows, updates - workflows + 1});
    execute(u"INSERT INTO history (cursor, workflow, version, previous, status, current_step, total_steps, message, "
            "timestamp, name, stored_at, deleted) "_s
            + numbers
            + u"SELECT i + 1, i % ? + 1, i / ? + 1, max(i + 1 - ?, 0), 'running', i / ?, 1000000000, 'Linking', ?, '', "
              u"?, 0 "
              "FROM n"_s,
        {updates, workflows, workflows, workflows, workflows, now, now});
    execute(u"INSERT INTO milestone SELECT workflow, version, cursor FROM history WHERE version % 64 = 0 "
            "ORDER BY workflow, version"_s);
    execute(u"UPDATE state_mark SET cursor = ?"_s, {updates});
    for (const QString &sql : indices) {
        execute(sql);
    }
    execute(u"PRAGMA journal_mode = WAL"_s);
}

} // namespace Flowcast::Bench
