#pragma once

#include "protocol/error.h"
#include "server/broadcast/hub.h"
#include "server/http/frontdoor.h"
#include "server/http/router.h"
#include "server/net/descriptor.h"
#include "server/serverconfig.h"
#include "server/store/storeclient.h"

#include <memory>

namespace Flowcast {

class Store;

/// Everything that runs in one I/O thread: HTTP, the WebSocket sessions, the way to the store and, in the first of
/// them, the port. Lives in that thread, owned by the ServerThread.
class IoWorker final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(IoWorker)

public:
    /// \a store and \a metrics outlive this. Made in any thread; what must live in the I/O thread is made by open().
    /// \a number tells the workers of one server apart, from 0 on.
    IoWorker(ServerConfig config, Store *store, Metrics &metrics, quint32 number = 0);
    ~IoWorker() override;

    /// Before open(), for the one that is to open the port: it gives connections to \a workers in turn, itself among
    /// them. They stay until stopListening() has returned.
    void listenFor(std::vector<IoWorker *> workers) { m_shares = std::move(workers); }

public Q_SLOTS:
    void open();
    void stopListening();
    void close(); ///< Tells every client; closed() follows within three seconds.

Q_SIGNALS:
    void listening(const QHostAddress &host, quint16 port);
    void failed(const Flowcast::Error &error);
    void closed();

private:
    struct Parts;

    void listen();
    void handOut(qintptr descriptor);
    void serve(Descriptor &descriptor);

    const ServerConfig m_config;
    Store *m_store;
    Metrics &m_metrics;
    const quint32 m_number;
    std::vector<IoWorker *> m_shares; ///< Empty: it opens no port.
    size_t m_next = 0; ///< Of m_shares.
    std::unique_ptr<Parts> m_parts;
};

} // namespace Flowcast
