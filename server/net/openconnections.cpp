#include "server/net/openconnections.h"

#include "server/metrics.h"

namespace Flowcast {

OpenConnection::OpenConnection(std::shared_ptr<OpenConnections> all) : m_all(std::move(all))
{
    ++m_all->count;
    m_all->metrics.connections.Increment();
    m_all->metrics.connectionsTotal.Increment();
}

OpenConnection::~OpenConnection()
{
    --m_all->count;
    m_all->metrics.connections.Decrement();
}

} // namespace Flowcast
