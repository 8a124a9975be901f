#pragma once

#include "protocol/error.h"

#include <QByteArray>

#include <array>
#include <memory>

struct sqlite3;
struct sqlite3_stmt;

namespace Flowcast {

/// A prepared statement on the connection that QSqlDatabase has opened, for what runs with every update: QSqlQuery
/// looks names up, boxes each value in a QVariant and hands texts over as UTF-16, which costs more than SQLite itself.
/// Store thread; must end before the connection does.
class SqliteStatement
{
public:
    /// Mistakes in \a sql are ours.
    SqliteStatement(sqlite3 *connection, const QString &sql);

    /// Places and columns count from 0.
    void bind(int place, qint64 value);
    void bind(int place, QByteArray text);

    /// Runs a statement that gives no rows.
    [[nodiscard]] Result<void> run();
    /// Calls \a read() for each row, in which number() and text() are valid, until it returns false.
    template <typename Read>
    [[nodiscard]] Result<void> forEachUntil(Read read)
    {
        Result<bool> row = step();
        while (row && *row && read()) {
            row = step();
        }
        reset();
        return row.map([](bool) {});
    }
    /// The same for all of the rows.
    template <typename Read>
    [[nodiscard]] Result<void> forEach(Read read)
    {
        return forEachUntil([&read] {
            read();
            return true;
        });
    }

    [[nodiscard]] qint64 number(int column) const;
    [[nodiscard]] QByteArrayView text(int column) const;

private:
    struct Finalize
    {
        void operator()(sqlite3_stmt *statement) const;
    };
    static constexpr int MaxTexts = 10;

    /// False at the end of the rows.
    [[nodiscard]] Result<bool> step();
    void reset();

    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
    std::array<QByteArray, MaxTexts> m_texts; ///< SQLite reads them in place until the next ones are bound.
};

/// What a result code of SQLite means, in the words of \a connection.
[[nodiscard]] Error sqliteError(sqlite3 *connection, int code);

} // namespace Flowcast
