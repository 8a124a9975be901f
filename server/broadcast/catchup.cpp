#include "server/broadcast/catchup.h"

namespace Flowcast {

CatchUp::CatchUp(const WebSocketRoute &route)
    : m_route(route), m_after(route.after.value_or(0)),
      m_states(!route.after || (route.kind == WebSocketRoute::Kind::All && *route.after == 0)), m_complete(m_states),
      m_announce(route.kind == WebSocketRoute::Kind::All)
{
}

CatchUp CatchUp::statesAfter(quint64 cursor)
{
    CatchUp catchUp;
    catchUp.m_route.kind = WebSocketRoute::Kind::All;
    catchUp.m_after = cursor;
    catchUp.m_states = true;
    return catchUp;
}

StoreQuery CatchUp::next() const
{
    if (m_route.kind == WebSocketRoute::Kind::All) {
        if (m_states) {
            // From the second page on a workflow that was sent before may have been deleted meanwhile.
            return StatesQuery{m_after, PageSize, m_after > 0};
        }
        return ChangesQuery{m_after, PageSize};
    }
    if (m_states) {
        return StateQuery{m_route.id};
    }
    return HistoryQuery{m_route.id, m_after, PageSize};
}

bool CatchUp::mustSendStates(const StorePage &page) const
{
    return m_route.kind == WebSocketRoute::Kind::All && !m_states
        && (page.truncated || page.cursor - m_after > MaxReplay);
}

std::vector<StoreEvent> CatchUp::take(StorePage page)
{
    m_cursor = page.cursor;
    if (mustSendStates(page)) {
        m_states = true;
        m_complete = true;
        m_after = 0;
        return {};
    }
    m_atEnd = page.atEnd;
    if (!page.events.empty()) {
        const StoreEvent &last = page.events.back();
        const bool all = m_route.kind == WebSocketRoute::Kind::All;
        m_after = all ? cursorOf(last) : versionOf(last);
        m_states = m_states && all; // after its state, one workflow goes on with its history
    }
    return std::move(page.events);
}

std::optional<Synced> CatchUp::synced() const
{
    return m_announce ? std::optional(Synced{m_cursor, m_complete}) : std::nullopt;
}

} // namespace Flowcast
