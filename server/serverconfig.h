#pragma once

#include <QHostAddress>
#include <QStringList>

#include <chrono>

namespace Flowcast {

/// All that an operator can set of a server; the defaults are a desktop's. Filled in app/.
struct ServerConfig
{
    QHostAddress host = QHostAddress::LocalHost;
    quint16 port = 8001; ///< 0: the system chooses.
    QString dataDirectory; ///< Holds flowcast.sqlite. Made if it does not exist.
    int maxConnections = 0; ///< 0: what the descriptor limit allows, less a reserve.
    int ioThreads = 1; ///< Threads that serve connections, each its share of them; 0: one a processor.
    /// Web pages of these origins ("https://board.example.com") may use the API too. Pages of this host and of
    /// localhost always may; nobody else's.
    QStringList allowedOrigins;
    quint64 historyPerWorkflow = 10000; ///< Updates kept of each workflow, newest first.
    std::chrono::hours historyAge{24 * 30}; ///< Updates older than this are removed; states stay.
};

} // namespace Flowcast
