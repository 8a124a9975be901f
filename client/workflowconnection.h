#pragma once

#include "client/reliablesocket.h"
#include "client/resumepoint.h"

#include <variant>

namespace Flowcast {

/// Which updates a connection asks for.
struct AllWorkflows
{
};
using Subscription = std::variant<AllWorkflows, WorkflowId>;

/// Watches one workflow or all of them on a server, over a WebSocket that comes back by itself: connect timer, pings,
/// backoff, resume with ?since= or ?cursor=. Every update is told once and in order, over reconnects too.
/// Lives in the thread of its owner, which needs an event loop.
class WorkflowConnection final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WorkflowConnection)

public:
    using State = ReliableSocket::State;
    using Timing = ReliableSocket::Timing;

    WorkflowConnection(QUrl server, Subscription subscription, QObject *parent = nullptr);
    ~WorkflowConnection() override;

    void setTiming(const Timing &timing); ///< Before open().
    void setBackoff(Backoff backoff); ///< Before open(); for tests with a randomness of their own.
    /// Before open(): ask for everything after this version (or cursor, for all workflows). Default: the state now.
    void setResumeFrom(quint64 position);

    [[nodiscard]] QUrl server() const;
    [[nodiscard]] State state() const;
    [[nodiscard]] int attempt() const; ///< Tries in a row that have failed; 0 while connected and healthy.
    [[nodiscard]] std::chrono::milliseconds nextAttemptIn() const; ///< 0 unless Waiting.
    [[nodiscard]] QString errorText() const; ///< Why the last connection ended or failed, for a person; may be empty.

public Q_SLOTS:
    void open();
    void close(); ///< Ends it with 1000; open() may follow.
    void reconnectNow(); ///< Cuts the wait short; also starts a stopped one again.

Q_SIGNALS:
    void stateChanged(Flowcast::WorkflowConnection::State state);
    void updateReceived(const Flowcast::WorkflowUpdate &update);
    void workflowDeleted(const Flowcast::WorkflowId &id);
    /// All workflows only: what was stored has been told. \a complete: workflows not told since stateChanged(Connected)
    /// no longer exist.
    void synced(bool complete);
    /// The server has another store than before: versions start anew, what is known should be dropped.
    void storeReplaced();

private:
    [[nodiscard]] QUrl address() const;
    void onStateChanged(State state);
    void onMessage(const Message &message);
    void onCloseReceived(quint16 code);
    void onUpdate(const WorkflowUpdate &update);
    void onDeleted(const WorkflowDeleted &deleted);
    void onSynced(const Synced &message);
    [[nodiscard]] bool isNews(ResumePoint::Verdict verdict);

    QUrl m_server;
    Subscription m_subscription;
    ResumePoint m_resume;
    ReliableSocket m_socket;
};

} // namespace Flowcast
