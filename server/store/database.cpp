#include "server/store/database.h"

#include "server/store/migrations.h"

#include <QDir>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QSqlDriver>
#include <QUuid>
#include <QVariant>

#include <sqlite3.h>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

Q_LOGGING_CATEGORY(lcDatabase, "flowcast.server.store", QtInfoMsg)

namespace {

Result<void> execute(const QSqlDatabase &connection, const QString &sql)
{
    QSqlQuery query(connection);
    if (!query.exec(sql)) {
        return tl::unexpected(databaseError(query.lastError()));
    }
    return {};
}

/// At which the log is moved into the database: long enough that the pages which every commit touches are moved once
/// for many of them, short enough for a start after a crash, which reads it all.
constexpr int CheckpointPages = 1000;

int noteLogPages(void *place, sqlite3 *, const char *, int pages)
{
    *static_cast<int *>(place) = pages;
    return SQLITE_OK;
}

} // namespace

Error databaseError(const QSqlError &error)
{
    // SQLITE_BUSY, 5: https://www.sqlite.org/rescode.html
    if (error.nativeErrorCode() == "5"_L1) {
        return Error{ErrorCode::Conflict, {}, u"another process uses the database"_s};
    }
    return Error{ErrorCode::Unavailable, {}, u"the database says: "_s + error.databaseText()};
}

Database::Database() : m_name(QUuid::createUuid().toString(QUuid::WithoutBraces)) { }

Database::~Database()
{
    m_begin.reset();
    m_commit.reset();
    m_connection.close();
    m_connection = {};
    QSqlDatabase::removeDatabase(m_name);
}

Result<void> Database::open(const QString &path)
{
    if (!QDir().mkpath(QFileInfo(path).absolutePath())) {
        return failure(ErrorCode::Unavailable, u"data-dir"_s, u"cannot make the directory of %1"_s.arg(path));
    }
    m_connection = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
    m_connection.setDatabaseName(path);
    m_connection.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=200"_s);
    if (!m_connection.open()) {
        return tl::unexpected(databaseError(m_connection.lastError()));
    }
    return requireKnownVersion(m_connection)
        .and_then([this] { return takeHandle(); })
        .and_then([this] { return configure(); })
        .and_then([this] { return migrate(m_connection); })
        .map([this] {
            m_begin = statement(u"BEGIN"_s);
            m_commit = statement(u"COMMIT"_s);
        });
}

Result<void> Database::takeHandle()
{
    const QVariant handle = m_connection.driver()->handle();
    QSqlQuery query(m_connection);
    // A Qt that carries its own SQLite would hand out a handle that the one we are linked with cannot read.
    const bool isOurs = QByteArrayView(handle.typeName()) == "sqlite3*" && query.exec(u"SELECT sqlite_source_id()"_s)
        && query.next() && query.value(0).toString() == QLatin1StringView(sqlite3_sourceid());
    if (!isOurs) {
        return failure(ErrorCode::Unavailable, {},
            u"Qt's SQLite driver uses another SQLite than this program (%1): use the system's Qt"_s.arg(
                QLatin1StringView(sqlite3_libversion())));
    }
    m_sqlite = *static_cast<sqlite3 *const *>(handle.constData());
    return {};
}

Result<void> Database::configure()
{
    // FULL: a commit that was told to anybody survives a power cut, not only a crash of ours.
    static const QString pragmas[] = {
        u"PRAGMA locking_mode = EXCLUSIVE"_s, u"PRAGMA journal_mode = WAL"_s, u"PRAGMA synchronous = FULL"_s,
        u"PRAGMA foreign_keys = ON"_s,
        u"PRAGMA cache_size = -65536"_s, // KiB
        u"PRAGMA journal_size_limit = 67108864"_s, // bytes
    };
    for (const QString &pragma : pragmas) {
        if (auto done = execute(m_connection, pragma); !done) {
            return done;
        }
    }
    // This takes the place of SQLite's own checkpoints.
    sqlite3_wal_hook(m_sqlite, noteLogPages, &m_logPages);
    // Takes the exclusive lock now, not at the first publish.
    return execute(m_connection, u"BEGIN EXCLUSIVE"_s).and_then([this] { return execute(m_connection, u"COMMIT"_s); });
}

Result<void> Database::begin()
{
    return m_begin->run();
}

Result<void> Database::commit()
{
    return m_commit->run();
}

void Database::rollback()
{
    // SQLite may have rolled back by itself (a full disk does that); then this fails, and that is fine.
    if (!execute(m_connection, u"ROLLBACK"_s)) {
        qCDebug(lcDatabase, "nothing was left to roll back");
    }
}

void Database::checkpointIfDue()
{
    if (m_logPages < CheckpointPages) {
        return;
    }
    // It syncs both files by itself; what it could not move stays in the log, which is as durable.
    if (sqlite3_wal_checkpoint_v2(m_sqlite, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr) != SQLITE_OK) {
        qCDebug(lcDatabase) << "the log stays for now:" << sqlite3_errmsg(m_sqlite);
    }
    m_logPages = 0;
}

QSqlQuery Database::prepare(const QString &sql) const
{
    QSqlQuery query(m_connection);
    query.setForwardOnly(true);
    if (!query.prepare(sql)) {
        qCCritical(lcDatabase).noquote() << "cannot prepare" << sql << query.lastError().text();
    }
    return query;
}

Result<void> run(QSqlQuery &query)
{
    if (!query.exec()) {
        return tl::unexpected(databaseError(query.lastError()));
    }
    return {};
}

Result<quint64> numberOf(QSqlQuery &query)
{
    return run(query).map([&] {
        const quint64 number = query.next() ? query.value(0).toULongLong() : 0;
        query.finish();
        return number;
    });
}

} // namespace Flowcast
