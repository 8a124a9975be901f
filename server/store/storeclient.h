#pragma once

#include "server/store/storerequests.h"
#include "server/store/ticketqueue.h"

#include <QObject>
#include <QPointer>

#include <functional>

namespace Flowcast {

class Store;

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

    /// Writes that may wait for the store; past it they are refused, so that producers cannot fill the memory.
    static constexpr size_t MaxWaiting = 65536;

    /// \a number tells the clients of one store apart.
    explicit StoreClient(Store *store, quint32 number = 0, QObject *parent = nullptr);

    [[nodiscard]] quint32 number() const { return m_number; }

    /// Stores an update; \a done gets what was stored, after its commit. Errors: a field, or Unavailable (no disk, or
    /// too much is waiting; then \a done is called at once).
    void publish(Publish publish, QObject *asker, PublishDone done);
    /// Errors: NotFound for a StateQuery or HistoryQuery of an unknown workflow, Unavailable.
    void query(StoreQuery query, QObject *asker, QueryDone done);
    /// Errors: NotFound, Unavailable.
    void forget(const WorkflowId &id, QObject *asker, ForgetDone done);

Q_SIGNALS:
    /// Durable now: tell the subscribers. The answers to the publishers follow it.
    void committed(const std::shared_ptr<const Flowcast::Commit> &commit);
    /// To the store: what was asked within one turn of the event loop.
    void submitted(const std::shared_ptr<Flowcast::StoreRequests> &requests);

private:
    using Done = std::variant<PublishDone, ForgetDone, QueryDone>;
    struct Waiting
    {
        QPointer<QObject> asker;
        Done done;
    };

    [[nodiscard]] Asker wait(QObject *asker, Done done);
    [[nodiscard]] std::optional<Done> take(const Asker &asker);
    StoreRequests &requests();
    void submit();
    void onCommitted(const std::shared_ptr<const Commit> &commit);
    void onAnswered(const std::shared_ptr<const QueryAnswers> &answers);

    const quint32 m_number;
    TicketQueue<Waiting> m_waiting;
    std::shared_ptr<StoreRequests> m_requests; ///< Of this turn; null when nothing was asked yet.
};

} // namespace Flowcast
