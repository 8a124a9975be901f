#pragma once

#include "server/broadcast/burst.h"

#include <vector>

namespace Flowcast {

/// The updates that wait for a slow reader, at most Capacity. When it is full, the oldest update that a newer one of
/// the same workflow makes up for goes, and that newer one says how many were skipped: the newest state of each
/// workflow always stays. Plain value of one session.
class SessionQueue
{
public:
    static constexpr size_t Capacity = 100; ///< The decision record's broadcast capacity.

    enum class Push
    {
        Kept,
        Replaced, ///< An older update made room.
        Overflow, ///< A hundred workflows wait already, one update each; nothing was taken.
    };

    [[nodiscard]] Push push(SharedBurst burst, size_t part);
    /// Everything that waits, as frames in order; the queue is empty then.
    [[nodiscard]] SharedBurst takeAll();
    void clear() { m_entries.clear(); }

    [[nodiscard]] size_t size() const { return m_entries.size(); }
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }

private:
    struct Entry
    {
        SharedBurst burst; ///< Keeps the encoded frame.
        size_t part = 0;
        quint32 skipped = 0;

        [[nodiscard]] const WorkflowId &id() const { return workflowIdOf(*burst->parts[part].event); }
    };

    [[nodiscard]] bool replaceOldest();

    std::vector<Entry> m_entries; // no deque: most sessions never use it, and an empty one has 600 bytes
};

} // namespace Flowcast
