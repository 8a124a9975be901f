#pragma once

#include <QTcpServer>

namespace Flowcast::Testing {

/// A port of the loopback interface that nobody listens on now.
inline quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

} // namespace Flowcast::Testing
