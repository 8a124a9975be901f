#pragma once

#include "server/store/storetypes.h"

#include <QHash>
#include <QObject>
#include <QPointer>

#include <functional>

namespace Flowcast {

class Store;
struct Commit;

/// The way of an I/O thread to the store: questions go out, answers come back as calls in the thread of this object.
/// Lives in an I/O thread, owned by that thread's worker. An asker that has died meanwhile gets no call.
/// Answers and commits arrive in the order in which the store made them: after a page with atEnd, the next committed()
/// is the first change that the page does not hold.
class StoreClient final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StoreClient)

public:
    using PublishDone = std::function<void(const Result<WorkflowUpdate> &)>;
    using QueryDone = std::function<void(const Result<StorePage> &)>;
    using ForgetDone = std::function<void(const Result<WorkflowDeleted> &)>;

    explicit StoreClient(Store *store, QObject *parent = nullptr);
    ~StoreClient() override;

    /// Stores an update; \a done gets what was stored, after its commit. Errors: a field, or Unavailable (disk).
    void publish(Publish publish, QObject *asker, PublishDone done);
    /// Errors: NotFound for a StateQuery or HistoryQuery of an unknown workflow, Unavailable.
    void query(StoreQuery query, QObject *asker, QueryDone done);
    /// Errors: NotFound, Unavailable.
    void forget(const WorkflowId &id, QObject *asker, ForgetDone done);

Q_SIGNALS:
    /// Durable now: tell the subscribers.
    void committed(const std::shared_ptr<const Commit> &commit);
};

} // namespace Flowcast
