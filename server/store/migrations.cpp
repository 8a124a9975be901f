#include "server/store/migrations.h"

#include "server/store/database.h"

#include <QDir>
#include <QFile>
#include <QSqlQuery>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

Error migrationError(const QString &what, const QSqlError &error)
{
    const Error cause = databaseError(error);
    return Error{cause.code, {}, u"cannot %1: %2"_s.arg(what, cause.detail)};
}

Result<int> userVersion(const QSqlDatabase &connection)
{
    QSqlQuery query(connection);
    if (!query.exec(u"PRAGMA user_version"_s) || !query.next()) {
        return tl::unexpected(migrationError(u"read the database"_s, query.lastError()));
    }
    return query.value(0).toInt();
}

Result<void> execute(const QSqlDatabase &connection, const QString &sql, const QString &what)
{
    QSqlQuery query(connection);
    if (!query.exec(sql)) {
        return tl::unexpected(migrationError(what, query.lastError()));
    }
    return {};
}

Result<void> runFile(const QSqlDatabase &connection, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorCode::Unavailable, {}, u"cannot read %1"_s.arg(path));
    }
    return execute(connection, QString::fromUtf8(file.readAll()), u"run "_s + path);
}

Result<void> runVersion(const QSqlDatabase &connection, const QString &folder, int version)
{
    const QDir dir(u"%1/%2"_s.arg(folder).arg(version, 4, 10, QLatin1Char('0')));
    const QStringList files = dir.entryList({u"*.sql"_s}, QDir::Files, QDir::Name);
    if (files.isEmpty()) {
        return failure(ErrorCode::Unavailable, {}, u"there is no migration to version %1"_s.arg(version));
    }
    for (const QString &file : files) {
        if (auto done = runFile(connection, dir.filePath(file)); !done) {
            return done;
        }
    }
    return execute(connection, u"PRAGMA user_version = %1"_s.arg(version), u"set the version"_s);
}

Result<void> migrateTo(const QSqlDatabase &connection, const QString &folder, int version)
{
    return execute(connection, u"BEGIN IMMEDIATE"_s, u"begin"_s)
        .and_then([&] { return runVersion(connection, folder, version); })
        .and_then([&] { return execute(connection, u"COMMIT"_s, u"commit"_s); })
        .map_error([&](Error error) {
            QSqlQuery(connection).exec(u"ROLLBACK"_s);
            return error;
        });
}

} // namespace

Result<void> requireKnownVersion(const QSqlDatabase &connection)
{
    return userVersion(connection).and_then([](int version) -> Result<void> {
        if (version > SchemaVersion) {
            return failure(ErrorCode::Conflict, {},
                u"the database has schema version %1, this program knows up to %2: use a newer Flowcast"_s.arg(version)
                    .arg(SchemaVersion));
        }
        return {};
    });
}

Result<void> migrate(const QSqlDatabase &connection, int target, const QString &folder)
{
    const Result<int> current = userVersion(connection);
    if (!current) {
        return tl::unexpected(current.error());
    }
    for (int version = *current + 1; version <= target; ++version) {
        if (auto done = migrateTo(connection, folder, version); !done) {
            return done;
        }
    }
    return {};
}

} // namespace Flowcast
