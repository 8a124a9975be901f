#pragma once

#include <QSqlDatabase>
#include <QStringList>
#include <QVariantList>

#include <cstdint>
#include <vector>

namespace Flowcast::Bench {

/// The database of a server that is not running, opened behind its back.
class DatabaseFile
{
    Q_DISABLE_COPY_MOVE(DatabaseFile)

public:
    explicit DatabaseFile(const QString &dataDirectory);
    ~DatabaseFile();

    [[nodiscard]] qint64 publishedUpdates() const; ///< Versions have no gaps: their sum.
    [[nodiscard]] qint64 historyRows() const;
    /// The versions of workflows \a prefix 0, 1, 2 …, each of which must have all its updates in the history.
    [[nodiscard]] std::vector<uint64_t> versions(const QString &prefix, int count) const;
    /// Makes \a updates of \a workflows workflows, called by \a prefix and a number, all with the same number of them.
    void fill(const QString &prefix, qint64 workflows, qint64 updates);

private:
    [[nodiscard]] QVariant value(const QString &sql, const QVariantList &bound = {}) const;
    [[nodiscard]] QStringList dropIndices() const;
    void execute(const QString &sql, const QVariantList &bound = {}) const;

    QSqlDatabase m_connection;
};

} // namespace Flowcast::Bench
