#pragma once

#include "server/store/database.h"

#include <optional>

namespace Flowcast {

/// Finds one workflow's rows in the table history, where they lie scattered. Each row names the one before it, and the
/// table milestone knows every Stride-th version, so that any version is at most that many steps away. An index would
/// find them in one step, but dirties a page for each update: most of what a transaction wrote was that.
/// Store thread, owned by the HistoryTable.
class HistoryChain
{
public:
    static constexpr quint64 Stride = 64; ///< As in migration 0002.

    /// A row of history: which version, and where.
    struct Place
    {
        quint64 version = 0;
        quint64 cursor = 0;
    };

    explicit HistoryChain(const Database &database);

    /// A row was appended.
    [[nodiscard]] Result<void> append(qint64 workflow, Place place);
    /// A row is removed, or will be.
    [[nodiscard]] Result<void> remove(qint64 workflow, quint64 version);
    /// The milestone with the lowest version from \a version on; none when there is none so high.
    [[nodiscard]] Result<std::optional<Place>> milestone(qint64 workflow, quint64 version);
    /// Walks from \a cursor towards the older ones while \a visit(place, isTombstone) asks for more and there are any.
    template <typename Visit>
    [[nodiscard]] Result<void> walk(quint64 cursor, Visit visit)
    {
        for (bool goOn = true; goOn;) {
            goOn = false; // nor when the row is gone
            quint64 previous = 0;
            m_link.bind(0, qint64(cursor));
            const auto read = m_link.forEach([&] {
                previous = quint64(m_link.number(1));
                goOn = visit(Place{quint64(m_link.number(0)), cursor}, m_link.number(2) != 0);
            });
            if (!read) {
                return read;
            }
            cursor = previous;
        }
        return {};
    }

private:
    SqliteStatement m_link;
    SqliteStatement m_append;
    SqliteStatement m_remove;
    SqliteStatement m_find;
};

} // namespace Flowcast
