#pragma once

#include "server/store/storetypes.h"
#include "server/websocketroute.h"

namespace Flowcast {

/// Brings one subscriber from what it has to what is stored now: says what to ask the store next, page by page, and
/// what to send of each answer. Plain logic of one session, without I/O.
class CatchUp
{
public:
    static constexpr int PageSize = 100; ///< What a session may hold waiting.
    /// Who is further behind gets current states in place of each update: nobody wants to watch last week again.
    static constexpr quint64 MaxReplay = 10'000;

    /// For a new subscriber.
    explicit CatchUp(const WebSocketRoute &route);
    /// For a subscriber of all workflows that fell behind: the newest states of what changed after \a cursor.
    [[nodiscard]] static CatchUp statesAfter(quint64 cursor);

    [[nodiscard]] StoreQuery next() const;
    /// Takes the answer and gives what is to be sent of it.
    [[nodiscard]] std::vector<StoreEvent> take(StorePage page);
    /// The last answer held all there is: who has it may go live.
    [[nodiscard]] bool isAtEnd() const { return m_atEnd; }

    /// All workflows, once at the end; none when it fell behind and was told before.
    [[nodiscard]] std::optional<Synced> synced() const;

private:
    CatchUp() = default;
    [[nodiscard]] bool mustSendStates(const StorePage &page) const;

    WebSocketRoute m_route;
    quint64 m_after = 0; ///< Version of one workflow, cursor of all.
    quint64 m_cursor = 0; ///< Of the store at the last answer.
    bool m_states = false; ///< Current states, not every update.
    bool m_complete = false;
    bool m_announce = false;
    bool m_atEnd = false;
};

} // namespace Flowcast
