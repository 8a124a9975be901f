#include "server/store/sqlitestatement.h"

#include <QLoggingCategory>

#include <sqlite3.h>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

Q_DECLARE_LOGGING_CATEGORY(lcDatabase)

void SqliteStatement::Finalize::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

SqliteStatement::SqliteStatement(sqlite3 *connection, const QString &sql)
{
    sqlite3_stmt *statement = nullptr;
    const QByteArray text = sql.toUtf8();
    if (sqlite3_prepare_v3(
            connection, text.constData(), int(text.size()) + 1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr)
        != SQLITE_OK) {
        qCCritical(lcDatabase).noquote() << "cannot prepare" << sql << sqlite3_errmsg(connection);
    }
    m_statement.reset(statement);
}

void SqliteStatement::bind(int place, qint64 value)
{
    sqlite3_bind_int64(m_statement.get(), place + 1, value);
}

void SqliteStatement::bind(int place, QByteArray text)
{
    QByteArray &kept = m_texts.at(size_t(place));
    kept = std::move(text);
    // A null QByteArray's constData() is "", never a null pointer: so an empty text is no NULL.
    sqlite3_bind_text(m_statement.get(), place + 1, kept.constData(), int(kept.size()), SQLITE_STATIC);
}

Result<void> SqliteStatement::run()
{
    const Result<bool> done = step();
    reset();
    return done.map([](bool) {});
}

Result<bool> SqliteStatement::step()
{
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        return false;
    }
    return tl::unexpected(sqliteError(sqlite3_db_handle(m_statement.get()), code));
}

void SqliteStatement::reset()
{
    sqlite3_reset(m_statement.get());
}

qint64 SqliteStatement::number(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

QByteArrayView SqliteStatement::text(int column) const
{
    // In this order: asking for the text may convert it, which changes its length.
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_statement.get(), column));
    return {text, sqlite3_column_bytes(m_statement.get(), column)};
}

Error sqliteError(sqlite3 *connection, int code)
{
    if ((code & 0xff) == SQLITE_BUSY) {
        return Error{ErrorCode::Conflict, {}, u"another process uses the database"_s};
    }
    return Error{ErrorCode::Unavailable, {}, u"the database says: "_s + QString::fromUtf8(sqlite3_errmsg(connection))};
}

} // namespace Flowcast
