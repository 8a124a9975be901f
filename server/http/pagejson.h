#pragma once

#include "server/store/storetypes.h"

namespace Flowcast {

/// A page as JSON, and where the next one begins: after its last event, if there is more.
struct PageJson
{
    QByteArray body;
    std::optional<quint64> next;
};

/// {"workflows":[…],"next_cursor":C}. The body ends early, with a next_cursor, rather than grow past about 512 KiB.
[[nodiscard]] PageJson workflowsJson(const StorePage &page);
/// {"updates":[…],"next_since":V,"truncated":true}, likewise.
[[nodiscard]] PageJson historyJson(const StorePage &page);
[[nodiscard]] QByteArray encodeEvent(const StoreEvent &event);

} // namespace Flowcast
