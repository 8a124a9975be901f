#pragma once

#include "app/run/childprocess.h"
#include "app/run/childstreams.h"
#include "app/run/outputtail.h"
#include "app/run/progressreader.h"
#include "app/run/runoptions.h"
#include "app/run/runreporter.h"
#include "app/run/streampump.h"
#include "app/run/terminalsession.h"
#include "app/signalwatcher.h"

#include <QDeadlineTimer>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace Flowcast {

/// One command, run unharmed and watched: starts it, passes everything through, tells its progress in publishes. Knows
/// nothing of servers. Lives in the main thread, which needs an event loop; create it before anything that starts
/// threads. One at a time.
class RunSession final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RunSession)

public:
    explicit RunSession(const RunOptions &options, QObject *parent = nullptr);
    ~RunSession() override;

    /// Starts the command. Returns 0 or an error number: ENOENT when there is no such command.
    [[nodiscard]] int start();
    [[nodiscard]] const WorkflowId &id() const { return m_id; }

Q_SIGNALS:
    void publishReady(const Flowcast::Publish &publish);
    /// The command has ended and all its output has been written; the terminal is as it was.
    void finished(const Flowcast::ChildExit &exit);
    void endRequested(); ///< A signal asked us to end when the command had ended already.

private:
    void addPump(ChildStreams::Channel &channel);
    void openTerminalSession();
    void onSignal(int signalNumber, bool fromTerminal);
    void passOn(int signalNumber, bool fromTerminal);
    void noteCancellation();
    void onWindowResized();
    void onOutputLost();
    void onChildEnded();
    void completeIfDone();
    void complete();
    [[nodiscard]] bool wasCancelled() const;

    QStringList m_command;
    WorkflowId m_id;
    struct sigaction m_formerSigPipe = {};
    std::unique_ptr<SignalWatcher> m_signals;
    ChildStreams m_streams;
    ChildProcess m_child;
    OutputTail m_tail;
    RunReporter m_reporter;
    ProgressReader m_reader;
    std::unique_ptr<TerminalSession> m_terminalSession;
    std::vector<std::unique_ptr<StreamPump>> m_pumps;
    std::optional<ChildExit> m_exit;
    std::optional<QDeadlineTimer> m_cancelWindow; ///< An end until then is a consequence of the user's wish.
    bool m_isComplete = false;
};

} // namespace Flowcast
