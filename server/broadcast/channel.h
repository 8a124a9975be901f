#pragma once

#include "server/broadcast/burst.h"

#include <QObject>

namespace Flowcast {

class Subscription;

/// The updates of one workflow (or of all of them) in one I/O thread. A session subscribes by a connection to
/// announced(), and that connection is all the subscription there is: its Subscription ends it. Lives in the I/O
/// thread, owned by the Hub.
class Channel final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Channel)

public:
    using QObject::QObject;

    [[nodiscard]] bool hasSubscribers() const;
    /// Gathers an event of the commit that is being announced; \a frame is how it goes out.
    void gather(SharedEvent event, QByteArrayView frame, SteadyTime receivedAt);
    [[nodiscard]] bool hasGathered() const { return m_gathered != nullptr; }
    /// Emits what was gathered, joined, and gives it; null when there was nothing.
    SharedBurst announce();

Q_SIGNALS:
    void announced(const Flowcast::SharedBurst &burst);
    void workflowDeleted();

private:
    friend class Subscription;

    Subscription *m_last = nullptr; ///< Of those that exist.
    std::shared_ptr<Burst> m_gathered;
};

} // namespace Flowcast
