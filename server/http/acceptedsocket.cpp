#include "server/http/acceptedsocket.h"

namespace Flowcast {

AcceptedSocket::AcceptedSocket(std::shared_ptr<OpenConnections> open, QObject *parent)
    : QTcpSocket(parent), m_open(std::move(open))
{
    ++m_open->count;
    m_open->metrics.connections.Increment();
    m_open->metrics.connectionsTotal.Increment();
}

AcceptedSocket::~AcceptedSocket()
{
    --m_open->count;
    m_open->metrics.connections.Decrement();
}

} // namespace Flowcast
