#pragma once

#include "protocol/error.h"

#include <QSqlDatabase>

namespace Flowcast {

/// The schema that this program writes: the number of the last folder in server/migrations.
constexpr int SchemaVersion = 2;

/// Error Conflict when the database was written by a newer program; it is only read.
[[nodiscard]] Result<void> requireKnownVersion(const QSqlDatabase &connection);

/// Brings the schema from the database's version to \a target, each version in one transaction that ends with
/// PRAGMA user_version. \a folder holds 0001/, 0002/ … with one statement a file, run in the order of their names.
/// Error: Unavailable, naming the file; that version has left nothing behind.
[[nodiscard]] Result<void> migrate(const QSqlDatabase &connection, int target = SchemaVersion,
    const QString &folder = QStringLiteral(":/flowcast/migrations"));

} // namespace Flowcast
