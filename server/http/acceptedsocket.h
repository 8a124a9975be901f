#pragma once

#include "server/metrics.h"

#include <QTcpSocket>

#include <memory>

namespace Flowcast {

/// The connections of one front door that are open now. Shared with the sockets, which may outlive it.
struct OpenConnections
{
    explicit OpenConnections(Metrics &m) : metrics(m) { }
    Metrics &metrics;
    int count = 0;
};

/// A connection that counts itself for as long as it exists. By its life and not by its signals: QWebSocket
/// disconnects every receiver of its socket when it dies first. Lives in the I/O thread.
class AcceptedSocket final : public QTcpSocket
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AcceptedSocket)

public:
    AcceptedSocket(std::shared_ptr<OpenConnections> open, QObject *parent);
    ~AcceptedSocket() override;

private:
    std::shared_ptr<OpenConnections> m_open;
};

} // namespace Flowcast
