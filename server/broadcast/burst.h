#pragma once

#include "server/store/storerequests.h"

#include <QByteArray>

#include <memory>

namespace Flowcast {

/// A committed event, kept alive with the commit that it came in.
using SharedEvent = std::shared_ptr<const StoreEvent>;

/// What a channel has to send in one go: every event encoded once as a WebSocket frame, all of them joined, shared by
/// all sessions and threads. Never changed once it is emitted.
struct Burst
{
    struct Part
    {
        qsizetype end; ///< Its frame ends before this place in bytes.
        SharedEvent event;
        quint32 skipped = 0; ///< As its frame says.
        SteadyTime receivedAt{}; ///< Of a live one.
    };

    QByteArray bytes;
    std::vector<Part> parts;

    /// \a frame holds \a event as appendFrame() writes it.
    void append(SharedEvent event, QByteArrayView frame, quint32 skipped = 0, SteadyTime receivedAt = {});
    [[nodiscard]] qsizetype startOf(size_t part) const { return part == 0 ? 0 : parts[part - 1].end; }
    [[nodiscard]] QByteArrayView frameOf(size_t part) const;
};

using SharedBurst = std::shared_ptr<const Burst>;

/// Appends \a event as one unmasked text frame (RFC 6455, 5.2). \a skipped goes into an update.
void appendFrame(QByteArray &out, const StoreEvent &event, quint32 skipped = 0);
/// The same for a finished text of at most 64 KiB.
void appendTextFrame(QByteArray &out, QByteArrayView text);

} // namespace Flowcast
