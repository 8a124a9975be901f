#pragma once

#include "server/store/sqlitestatement.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <optional>

namespace Flowcast {

/// The database connection of one thread, opened, used and closed there, under a name of its own. Owned by the Store.
/// While it is open no other process can use the file: the store keeps states in memory and must be its only writer.
class Database
{
    Q_DISABLE_COPY_MOVE(Database)

public:
    Database();
    ~Database();

    /// Opens or creates \a path and brings its schema up to date. Errors: Unavailable, with the reason; Conflict when
    /// another process holds the file or it was written by a newer program. Then nothing has been changed.
    [[nodiscard]] Result<void> open(const QString &path);

    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> commit();
    void rollback();
    /// Moves what the write-ahead log holds into the database's own file when that is much. SQLite would do it within a
    /// commit, which then takes many times as long as the others; call it when nobody waits for the last one.
    void checkpointIfDue();

    /// A statement to keep and run often. Mistakes in \a sql are ours.
    [[nodiscard]] QSqlQuery prepare(const QString &sql) const;
    /// The same for what runs with every update, or reads many rows.
    [[nodiscard]] SqliteStatement statement(const QString &sql) const { return {m_sqlite, sql}; }
    /// The connection as SQLite knows it; null until it is open.
    [[nodiscard]] sqlite3 *handle() const { return m_sqlite; }

private:
    [[nodiscard]] Result<void> takeHandle();
    [[nodiscard]] Result<void> configure();

    QString m_name;
    QSqlDatabase m_connection;
    sqlite3 *m_sqlite = nullptr; ///< Of m_connection.
    int m_logPages = 0; ///< In the write-ahead log, after the last commit.
    std::optional<SqliteStatement> m_begin;
    std::optional<SqliteStatement> m_commit;
};

/// What the database says, as an error of ours: Conflict when another process holds the file, Unavailable otherwise.
[[nodiscard]] Error databaseError(const QSqlError &error);

/// Runs a prepared statement. Error: Unavailable with the database's own words.
[[nodiscard]] Result<void> run(QSqlQuery &query);
/// Runs one that asks for a single number; 0 when there is none.
[[nodiscard]] Result<quint64> numberOf(QSqlQuery &query);

} // namespace Flowcast
