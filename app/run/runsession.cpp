#include "app/run/runsession.h"

#include "app/run/plaintext.h"
#include "app/run/runlabels.h"

#include <QRandomGenerator>

#include <algorithm>
#include <csignal>

namespace Flowcast {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

constexpr qsizetype MaxNameLength = 80;
constexpr auto CancelWindow = 30s; // how long a command may take to clean up after Ctrl-C

static WorkflowId idOf(const RunOptions &options)
{
    if (!options.id.isEmpty())
        return options.id;
    return makeRunId(options.command, QDateTime::currentDateTime(), QRandomGenerator::global()->generate());
}

static QString nameOf(const RunOptions &options)
{
    return options.name.isEmpty() ? commandLine(options.command, MaxNameLength) : options.name;
}

RunSession::RunSession(const RunOptions &options, QObject *parent)
    : QObject(parent), m_command(options.command), m_id(idOf(options)),
      m_reporter(m_id, nameOf(options), commandLine(options.command, MaxStepText)),
      m_reader([this](const Progress &progress) { m_reporter.take(progress); })
{
    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, &m_formerSigPipe);
    connect(&m_reporter, &RunReporter::publishReady, this, &RunSession::publishReady);
}

RunSession::~RunSession()
{
    ::sigaction(SIGPIPE, &m_formerSigPipe, nullptr);
}

int RunSession::start()
{
    m_signals = m_streams.hasOwnSession() ? std::make_unique<SignalWatcher>(std::initializer_list<int>{
                    SIGCHLD, SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGTSTP, SIGCONT})
                                          : std::make_unique<SignalWatcher>(std::initializer_list<int>{
                                              SIGCHLD, SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2});
    connect(m_signals.get(), &SignalWatcher::received, this, &RunSession::onSignal);
    if (m_streams.errorNumber() != 0)
        return m_streams.errorNumber();
    const bool resetSigPipe = m_formerSigPipe.sa_handler != SIG_IGN;
    const int error = m_child.start(m_command, m_streams, "FLOWCAST_WORKFLOW_ID=" + m_id.bytes(), resetSigPipe);
    m_streams.closeChildEnds();
    if (error != 0)
        return error;
    for (ChildStreams::Channel &channel : m_streams.channels())
        addPump(channel);
    if (m_streams.hasOwnSession())
        openTerminalSession();
    m_reporter.begin();
    return 0;
}

void RunSession::addPump(ChildStreams::Channel &channel)
{
    const auto tap = [this, stream = channel.stream](QByteArrayView bytes) {
        m_reader.feed(stream, bytes);
        m_tail.append(bytes);
    };
    m_pumps.push_back(std::make_unique<StreamPump>(std::move(channel.source), channel.target, tap));
    connect(m_pumps.back().get(), &StreamPump::finished, this, &RunSession::completeIfDone);
    connect(m_pumps.back().get(), &StreamPump::outputLost, this, &RunSession::onOutputLost);
}

void RunSession::openTerminalSession()
{
    m_terminalSession = std::make_unique<TerminalSession>(STDIN_FILENO, *m_streams.terminal(), m_child.pid());
    connect(m_terminalSession.get(), &TerminalSession::interruptKeyPressed, this, &RunSession::noteCancellation);
}

void RunSession::onSignal(int signalNumber, bool fromTerminal)
{
    switch (signalNumber) {
    case SIGCHLD:
        onChildEnded();
        break;
    case SIGWINCH:
        onWindowResized();
        break;
    case SIGTSTP:
        if (m_terminalSession && !m_exit)
            m_terminalSession->suspend();
        break;
    case SIGCONT:
        if (m_terminalSession && !m_exit)
            m_terminalSession->resume();
        break;
    default:
        passOn(signalNumber, fromTerminal);
        break;
    }
}

void RunSession::passOn(int signalNumber, bool fromTerminal)
{
    if (m_isComplete) {
        Q_EMIT endRequested();
        return;
    }
    if (m_exit) { // only a reader of our output is slow; nobody wants to wait for it any more
        complete();
        return;
    }
    if (signalNumber == SIGINT || signalNumber == SIGTERM || signalNumber == SIGHUP)
        noteCancellation();
    // A key's signal has gone to our whole process group, so to a command in it already.
    if (m_terminalSession || !fromTerminal)
        m_child.sendSignal(signalNumber);
}

void RunSession::noteCancellation()
{
    m_cancelWindow = QDeadlineTimer(CancelWindow);
}

bool RunSession::wasCancelled() const
{
    return m_cancelWindow && !m_cancelWindow->hasExpired();
}

void RunSession::onWindowResized()
{
    if (!m_streams.terminal())
        return;
    m_streams.terminal()->copySize(m_streams.userTerminal());
    if (!m_streams.hasOwnSession()) // it may have been told before us, and have seen the old size
        m_child.sendSignal(SIGWINCH);
}

/// Nobody reads our output any more. With a pipe the command notices it itself; a terminal hangs up.
void RunSession::onOutputLost()
{
    if (m_terminalSession)
        m_child.sendSignal(SIGHUP);
    else if (m_streams.terminal())
        m_streams.terminal()->closeMaster();
}

void RunSession::onChildEnded()
{
    const auto exit = m_child.reap();
    if (!exit)
        return;
    m_exit = exit;
    if (m_terminalSession)
        m_terminalSession->stopInput();
    for (const auto &pump : m_pumps)
        pump->drain();
    completeIfDone();
}

void RunSession::completeIfDone()
{
    const bool isDone
        = m_exit && std::all_of(m_pumps.begin(), m_pumps.end(), [](const auto &pump) { return pump->isFinished(); });
    if (isDone && !m_isComplete)
        complete();
}

void RunSession::complete()
{
    m_isComplete = true;
    if (m_terminalSession)
        m_terminalSession->end();
    m_reader.finish();
    m_reporter.finish(*m_exit, wasCancelled(), m_exit->isSuccess() ? QString() : m_tail.lastErrorLine());
    Q_EMIT finished(*m_exit);
}

} // namespace Flowcast
