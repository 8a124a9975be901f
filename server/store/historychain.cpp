#include "server/store/historychain.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

HistoryChain::HistoryChain(const Database &database)
    : m_link(database.statement(u"SELECT version, previous, deleted FROM history WHERE cursor = ?"_s)),
      m_append(database.statement(u"INSERT INTO milestone (workflow, version, cursor) VALUES (?, ?, ?)"_s)),
      m_remove(database.statement(u"DELETE FROM milestone WHERE workflow = ? AND version = ?"_s)),
      m_find(database.statement(u"SELECT version, cursor FROM milestone WHERE workflow = ? AND version >= ? "
                                "ORDER BY version LIMIT 1"_s))
{
}

Result<void> HistoryChain::append(qint64 workflow, Place place)
{
    if (place.version % Stride != 0) {
        return {};
    }
    m_append.bind(0, workflow);
    m_append.bind(1, qint64(place.version));
    m_append.bind(2, qint64(place.cursor));
    return m_append.run();
}

Result<void> HistoryChain::remove(qint64 workflow, quint64 version)
{
    if (version % Stride != 0) {
        return {};
    }
    m_remove.bind(0, workflow);
    m_remove.bind(1, qint64(version));
    return m_remove.run();
}

Result<std::optional<HistoryChain::Place>> HistoryChain::milestone(qint64 workflow, quint64 version)
{
    std::optional<Place> place;
    m_find.bind(0, workflow);
    m_find.bind(1, qint64(version));
    return m_find.forEach([&] {
                     place = Place{quint64(m_find.number(0)), quint64(m_find.number(1))};
                 })
        .map([&place] { return place; });
}

} // namespace Flowcast
