#pragma once

#include <QHostAddress>
#include <QString>

#include <chrono>

namespace Flowcast {

/// All that an operator can set of a server; the defaults are a desktop's. Filled in app/.
struct ServerConfig
{
    QHostAddress host = QHostAddress::LocalHost;
    quint16 port = 8001; ///< 0: the system chooses.
    QString dataDirectory; ///< Holds flowcast.sqlite. Made if it does not exist.
    int maxConnections = 0; ///< 0: what the descriptor limit allows, less a reserve.
    quint64 historyPerWorkflow = 10000; ///< Updates kept of each workflow, newest first.
    std::chrono::hours historyAge{24 * 30}; ///< Updates older than this are removed; states stay.
};

} // namespace Flowcast
