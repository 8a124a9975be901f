#include "server/serverthread.h"

#include "server/ioworker.h"
#include "server/store/store.h"

#include <QDir>
#include <QThread>

#include <vector>

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
        : store(new Store(QDir(config.dataDirectory).filePath(u"flowcast.sqlite"_s), retentionOf(config), metrics))
    {
        // No parents: each belongs to its thread from here on, and dies with it.
        settle(store, storeThread, u"flowcast-store"_s);
        const int count = config.ioThreads > 0 ? config.ioThreads : QThread::idealThreadCount();
        for (int i = 0; i < count; ++i) {
            addWorker(config, count == 1 ? u"flowcast-io"_s : u"flowcast-io-%1"_s.arg(i));
        }
        workers.front()->listenFor(workers);
    }

    void addWorker(const ServerConfig &config, const QString &name)
    {
        auto *worker = new IoWorker(config, store, metrics, quint32(workers.size())); // its thread's, as above
        QThread *thread = ioThreads.emplace_back(std::make_unique<QThread>()).get();
        workers.push_back(worker);
        settle(worker, *thread, name);
        QObject::connect(store, &Store::opened, worker, &IoWorker::open);
        QObject::connect(worker, &IoWorker::closed, worker, [thread] { thread->quit(); });
    }

    static void settle(QObject *object, QThread &thread, const QString &name)
    {
        thread.setObjectName(name);
        object->moveToThread(&thread);
        QObject::connect(&thread, &QThread::finished, object, &QObject::deleteLater);
    }

    Metrics metrics; // first: all threads use it
    Store *store;
    std::vector<IoWorker *> workers; // the first has the port
    QThread storeThread;
    std::vector<std::unique_ptr<QThread>> ioThreads; // of the workers
};

ServerThread::ServerThread(ServerConfig config, QObject *parent) : QObject(parent), d(std::make_unique<Private>(config))
{
    connect(d->store, &Store::failed, this, &ServerThread::failed);
    connect(d->workers.front(), &IoWorker::failed, this, &ServerThread::failed);
    connect(d->workers.front(), &IoWorker::listening, this, &ServerThread::listening);
    for (const auto &thread : d->ioThreads) {
        thread->start();
    }
    d->storeThread.start();
    QMetaObject::invokeMethod(d->store, &Store::open, Qt::QueuedConnection);
}

ServerThread::~ServerThread()
{
    // From here on no connection is handed to a worker that may be gone.
    QMetaObject::invokeMethod(d->workers.front(), &IoWorker::stopListening, Qt::BlockingQueuedConnection);
    // Clients first, while the store still answers what is under way.
    for (IoWorker *worker : d->workers) {
        QMetaObject::invokeMethod(worker, &IoWorker::close, Qt::QueuedConnection);
    }
    for (const auto &thread : d->ioThreads) {
        thread->wait();
    }
    QMetaObject::invokeMethod(d->store, &Store::close, Qt::BlockingQueuedConnection);
    d->storeThread.quit();
    d->storeThread.wait();
}

} // namespace Flowcast
