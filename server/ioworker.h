#pragma once

#include "protocol/error.h"
#include "server/broadcast/hub.h"
#include "server/http/frontdoor.h"
#include "server/http/router.h"
#include "server/serverconfig.h"
#include "server/store/storeclient.h"

#include <memory>

namespace Flowcast {

class Store;

/// Everything that runs in one I/O thread: the port, HTTP, the WebSocket sessions and the way to the store. Lives in
/// that thread, owned by the ServerThread.
class IoWorker final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(IoWorker)

public:
    /// \a store and \a metrics outlive this. Made in any thread; what must live in the I/O thread is made by open().
    IoWorker(ServerConfig config, Store *store, Metrics &metrics);
    ~IoWorker() override;

public Q_SLOTS:
    void open();
    void close(); ///< Tells every client; closed() follows within three seconds.

Q_SIGNALS:
    void listening(const QHostAddress &host, quint16 port);
    void failed(const Flowcast::Error &error);
    void closed();

private:
    struct Parts;

    const ServerConfig m_config;
    Store *m_store;
    Metrics &m_metrics;
    std::unique_ptr<Parts> m_parts;
};

} // namespace Flowcast
