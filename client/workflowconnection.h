#pragma once

#include "client/backoff.h"
#include "protocol/messages.h"

#include <QObject>
#include <QUrl>
#include <QWebSocket>

#include <memory>

class QTimer;

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
    enum class State
    {
        Idle, ///< Not opened, or closed by close().
        Connecting, ///< TCP and handshake under way.
        Connected, ///< Live.
        Waiting, ///< Lost; the next try is at nextAttemptIn().
        Stopped, ///< Gave up for good: the server's close code says so, or the tries are used up. See errorText().
    };
    Q_ENUM(State)

    /// When to give up on what; the defaults are the design's.
    struct Timing
    {
        std::chrono::milliseconds connectTimeout{5000};
        std::chrono::milliseconds pingInterval{5000};
        std::chrono::milliseconds deadPeerLimit{15000}; ///< Without a byte from the server.
        std::chrono::milliseconds healthyAfter{60000}; ///< Connected this long: the backoff starts anew.
        int maxRetries = -1; ///< Tries in a row that may fail before it stops; -1: endless.
    };

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
    // the implementation's
};

} // namespace Flowcast
