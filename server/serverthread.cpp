#include "server/serverthread.h"

#include "server/ioworker.h"
#include "server/store/store.h"

#include <QDir>
#include <QThread>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

RetentionLimits retentionOf(const ServerConfig &config)
{
    return {config.historyPerWorkflow, config.historyAge};
}

} // namespace

struct ServerThread::Private
{
    explicit Private(const ServerConfig &config)
        : store(new Store(QDir(config.dataDirectory).filePath(u"flowcast.sqlite"_s), retentionOf(config), metrics)),
          worker(new IoWorker(config, store, metrics))
    {
        // No parents: each belongs to its thread from here on, and dies with it.
        settle(store, storeThread, u"flowcast-store"_s);
        settle(worker, ioThread, u"flowcast-io"_s);
        QObject::connect(store, &Store::opened, worker, &IoWorker::open);
        QObject::connect(worker, &IoWorker::closed, worker, [this] { ioThread.quit(); });
    }

    static void settle(QObject *object, QThread &thread, const QString &name)
    {
        thread.setObjectName(name);
        object->moveToThread(&thread);
        QObject::connect(&thread, &QThread::finished, object, &QObject::deleteLater);
    }

    Metrics metrics; // first: both threads use it
    Store *store;
    IoWorker *worker;
    QThread storeThread;
    QThread ioThread;
};

ServerThread::ServerThread(ServerConfig config, QObject *parent) : QObject(parent), d(std::make_unique<Private>(config))
{
    connect(d->store, &Store::failed, this, &ServerThread::failed);
    connect(d->worker, &IoWorker::failed, this, &ServerThread::failed);
    connect(d->worker, &IoWorker::listening, this, &ServerThread::listening);
    d->ioThread.start();
    d->storeThread.start();
    QMetaObject::invokeMethod(d->store, &Store::open, Qt::QueuedConnection);
}

ServerThread::~ServerThread()
{
    // Clients first, while the store still answers what is under way.
    QMetaObject::invokeMethod(d->worker, &IoWorker::close, Qt::QueuedConnection);
    d->ioThread.wait();
    QMetaObject::invokeMethod(d->store, &Store::close, Qt::BlockingQueuedConnection);
    d->storeThread.quit();
    d->storeThread.wait();
}

} // namespace Flowcast
