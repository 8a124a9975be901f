#pragma once

#include "protocol/messages.h"

#include <QObject>

namespace Flowcast {

class Metrics;
class StoreClient;

/// Takes what a client publishes over its WebSocket and answers each message: an ack once it is committed, or a
/// problem. Lives in the I/O thread, owned by its Session.
class PublishIntake final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PublishIntake)

public:
    /// Messages in a row that cannot be read before the client is given up.
    static constexpr int MaxUnreadable = 100;

    PublishIntake(StoreClient &store, Metrics &metrics);

    void takeText(QByteArrayView json);
    void refuseBinary();

Q_SIGNALS:
    void answered(const QByteArray &json);
    void gaveUp();

private:
    void store(Publish publish);
    void refuse(std::optional<quint64> request, Error error);
    void refuseUnreadable(std::optional<quint64> request, Error error);

    StoreClient &m_store;
    Metrics &m_metrics;
    int m_unreadable = 0;
};

} // namespace Flowcast
