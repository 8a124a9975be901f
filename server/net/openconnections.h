#pragma once

#include <QtGlobal>

#include <memory>

namespace Flowcast {

class Metrics;

/// The connections of one front door that are open now. Shared with the sockets, which may outlive it.
struct OpenConnections
{
    explicit OpenConnections(Metrics &m) : metrics(m) { }
    Metrics &metrics;
    int count = 0;
};

/// Counts one connection for as long as it exists; a member of its socket. By the socket's life and not by its signals:
/// QWebSocket disconnects every receiver of its socket when it dies first. In the I/O thread.
class OpenConnection final
{
    Q_DISABLE_COPY_MOVE(OpenConnection)

public:
    explicit OpenConnection(std::shared_ptr<OpenConnections> all);
    ~OpenConnection();

private:
    std::shared_ptr<OpenConnections> m_all;
};

} // namespace Flowcast
