#include "server/ioworker.h"

#include "server/store/store.h"

#include <QTimer>

using namespace std::chrono_literals;

namespace Flowcast {

/// In the order in which they need each other; they end in the reverse one.
struct IoWorker::Parts
{
    Parts(const ServerConfig &config, Store *store, Metrics &metrics, quint32 number)
        : client(store, number), hub(client, metrics), router(&client, metrics, [store] { return store->isReady(); }),
          frontDoor(
              config, metrics,
              [this](const HttpRequest &request, const HttpReply &reply) { router.handle(request, reply); },
              [this](QWebSocket *webSocket, QTcpSocket *socket, const WebSocketRoute &route) {
                  hub.adopt(webSocket, socket, route);
              })
    {
    }

    StoreClient client;
    Hub hub;
    Router router;
    FrontDoor frontDoor;
};

IoWorker::IoWorker(ServerConfig config, Store *store, Metrics &metrics, quint32 number)
    : m_config(std::move(config)), m_store(store), m_metrics(metrics), m_number(number)
{
}

IoWorker::~IoWorker() = default;

void IoWorker::open()
{
    m_parts = std::make_unique<Parts>(m_config, m_store, m_metrics, m_number);
    if (!m_shares.empty()) {
        listen();
    }
}

void IoWorker::listen()
{
    if (m_shares.size() > 1) {
        m_parts->frontDoor.handOut([this](qintptr descriptor) { handOut(descriptor); });
    }
    const Result<quint16> port = m_parts->frontDoor.listen();
    if (!port) {
        emit failed(port.error());
        return;
    }
    emit listening(m_config.host, *port);
}

void IoWorker::handOut(qintptr descriptor)
{
    IoWorker *worker = m_shares[m_next];
    m_next = (m_next + 1) % m_shares.size();
    const auto owned = std::make_shared<Descriptor>(descriptor);
    QMetaObject::invokeMethod(worker, [worker, owned] { worker->serve(*owned); }); // queued, if it is not this one
}

void IoWorker::serve(Descriptor &descriptor)
{
    if (m_parts) {
        m_parts->frontDoor.serve(descriptor.take());
    }
}

void IoWorker::stopListening()
{
    if (m_parts) {
        m_parts->frontDoor.close();
    }
}

void IoWorker::close()
{
    if (!m_parts) {
        emit closed();
        return;
    }
    stopListening();
    connect(&m_parts->hub, &Hub::allGone, this, &IoWorker::closed, Qt::QueuedConnection);
    QTimer::singleShot(3s, this, &IoWorker::closed); // whatever the clients do
    m_parts->hub.closeAll();
}

} // namespace Flowcast
