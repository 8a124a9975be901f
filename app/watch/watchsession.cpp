#include "app/watch/watchsession.h"

#include "app/signalwatcher.h"
#include "app/terminal/connectiontext.h"
#include "app/terminal/terminal.h"
#include "app/watch/liveview.h"
#include "app/watch/plainview.h"

#include <csignal>

using namespace std::chrono_literals;

namespace Flowcast {

WatchSession::WatchSession(Options options, const CommandIo &io)
    : m_options(std::move(options)), m_io(io), m_states(m_options.ids)
{
    if (io.outIsTerminal && !m_options.isJson) {
        m_view = std::make_unique<LiveView>(io, m_states);
    } else {
        m_view = std::make_unique<PlainView>(io, m_options.isJson);
    }
    for (const WorkflowId &id : m_options.ids) {
        addConnection(id);
    }
    if (m_options.ids.empty()) {
        addConnection(AllWorkflows());
    }
}

WatchSession::~WatchSession() = default;

int WatchSession::run()
{
    SignalWatcher signalWatcher({SIGINT, SIGTERM, SIGHUP});
    connect(&signalWatcher, &SignalWatcher::received, this, [this](int number) { end(ExitBySignal + number); });
    QTimer readerCheck;
    connect(&readerCheck, &QTimer::timeout, this, &WatchSession::checkOutput);
    readerCheck.start(1s);
    for (const auto &connection : m_connections) {
        connection->open();
    }
    if (!m_exitCode) {
        m_loop.exec();
    }
    m_view->finish();
    return *m_exitCode;
}

void WatchSession::addConnection(const Subscription &subscription)
{
    auto added = std::make_unique<WorkflowConnection>(m_options.server, subscription);
    const WorkflowConnection *connection = added.get();
    added->setTiming({.maxRetries = m_options.maxRetries});
    connect(connection, &WorkflowConnection::updateReceived, this, &WatchSession::onUpdate);
    connect(connection, &WorkflowConnection::workflowDeleted, this, &WatchSession::onDeleted);
    connect(connection, &WorkflowConnection::synced, this, &WatchSession::onSynced);
    connect(connection, &WorkflowConnection::storeReplaced, this, &WatchSession::onStoreReplaced);
    connect(connection, &WorkflowConnection::stateChanged, this, [this, connection] { onStateChanged(*connection); });
    m_connections.push_back(std::move(added));
}

void WatchSession::onUpdate(const WorkflowUpdate &update)
{
    if (m_exitCode) {
        return; // it had ended; what came in the same packet is too late
    }
    m_states.apply(update);
    m_told.insert(update.workflowId);
    m_view->showUpdate(update);
    checkOutput();
    if (const std::optional<int> outcome = m_states.outcome()) {
        end(*outcome);
    }
}

void WatchSession::onDeleted(const WorkflowId &id)
{
    m_states.remove(id);
    m_view->showDeleted(id);
    checkOutput();
}

/// After a complete snapshot, what was known before and not told again is gone.
void WatchSession::onSynced(bool complete)
{
    std::vector<WorkflowId> gone;
    for (const WorkflowUpdate *update : m_states.all()) {
        if (complete && !m_told.contains(update->workflowId)) {
            gone.push_back(update->workflowId);
        }
    }
    std::for_each(gone.begin(), gone.end(), [this](const WorkflowId &id) { onDeleted(id); });
}

void WatchSession::onStateChanged(const WorkflowConnection &connection)
{
    if (connection.state() == WorkflowConnection::State::Connected) {
        m_told.clear();
    }
    m_view->showConnection(connection);
    checkOutput();
    if (connection.state() == WorkflowConnection::State::Stopped) {
        m_errorText = connectionText(connection, false);
        end(ExitUnreachable);
    }
}

/// With several connections each of them finds out for itself; what one has told already is told anew by none.
void WatchSession::onStoreReplaced()
{
    if (m_options.ids.empty()) {
        m_states.clear();
    }
}

/// A reader that has gone away ends it without a word, as SIGPIPE does where nobody has switched that off.
void WatchSession::checkOutput()
{
    if (m_io.out.status() == QTextStream::WriteFailed || readerHasGone()) {
        end(ExitBySignal + SIGPIPE);
    }
}

void WatchSession::end(int exitCode)
{
    if (!m_exitCode) {
        m_exitCode = exitCode;
        m_loop.quit();
    }
}

} // namespace Flowcast
