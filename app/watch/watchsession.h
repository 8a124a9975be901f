#pragma once

#include "app/commands/command.h"
#include "app/watch/watchstates.h"
#include "app/watch/watchview.h"

#include <QEventLoop>
#include <QSet>

#include <memory>
#include <vector>

namespace Flowcast {

/// One run of `flowcast watch`: its connections (one per workflow asked for, or one for all), what is known, how it is
/// shown, and when it ends. Main thread; lives as long as the command.
class WatchSession final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WatchSession)

public:
    struct Options
    {
        QUrl server;
        std::vector<WorkflowId> ids; ///< Empty: all workflows, without an end.
        int maxRetries = -1;
        bool isJson = false;
    };

    WatchSession(Options options, const CommandIo &io);
    ~WatchSession() override;

    int run(); ///< Until it ends; the exit code.
    [[nodiscard]] QString errorText() const { return m_errorText; } ///< Why the server is unreachable.

private:
    void addConnection(const Subscription &subscription);
    void onUpdate(const WorkflowUpdate &update);
    void onDeleted(const WorkflowId &id);
    void onSynced(bool complete);
    void onStateChanged(const WorkflowConnection &connection);
    void onStoreReplaced();
    void checkOutput();
    void end(int exitCode);

    Options m_options;
    const CommandIo &m_io;
    WatchStates m_states;
    QSet<WorkflowId> m_told; // since the connection was made; all workflows only
    std::unique_ptr<WatchView> m_view;
    std::vector<std::unique_ptr<WorkflowConnection>> m_connections;
    QEventLoop m_loop;
    std::optional<int> m_exitCode;
    QString m_errorText;
};

} // namespace Flowcast
