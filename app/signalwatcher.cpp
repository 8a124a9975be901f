#include "app/signalwatcher.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <cerrno>

#include <fcntl.h>

namespace Flowcast {

namespace {

struct Note
{
    int signalNumber;
    bool fromTerminal;
};

// A handler has no other way to its watcher: for each signal the write end of its pipe plus 1, or 0.
std::array<std::atomic<int>, NSIG> pipeOfSignal{};

} // namespace

extern "C" {
// Only async-signal-safe calls in here. If the pipe is full, 64 KiB of notes wait already: one less does no harm.
static void noteSignal(int signalNumber, siginfo_t *info, void *)
{
    const int savedErrno = errno;
    const Note note{signalNumber, info->si_code == SI_KERNEL};
    [[maybe_unused]] const auto written
        = ::write(pipeOfSignal[size_t(signalNumber)].load(std::memory_order_relaxed) - 1, &note, sizeof note);
    errno = savedErrno;
}
}

SignalWatcher::SignalWatcher(std::initializer_list<int> signalNumbers, QObject *parent) : QObject(parent)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("no pipe for signals: %s", qPrintable(qt_error_string()));
    m_readEnd.reset(ends[0]);
    m_writeEnd.reset(ends[1]);
    m_notifier = new QSocketNotifier(m_readEnd.get(), QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &SignalWatcher::onReadable);
    for (const int signalNumber : signalNumbers)
        watch(signalNumber);
}

SignalWatcher::~SignalWatcher()
{
    for (const auto &[signalNumber, former] : m_former) {
        ::sigaction(signalNumber, &former, nullptr);
        pipeOfSignal[size_t(signalNumber)] = 0;
    }
}

void SignalWatcher::watch(int signalNumber)
{
    struct sigaction former = {};
    ::sigaction(signalNumber, nullptr, &former);
    if (former.sa_handler == SIG_IGN && signalNumber != SIGCHLD)
        return;
    Q_ASSERT(pipeOfSignal[size_t(signalNumber)] == 0);
    pipeOfSignal[size_t(signalNumber)] = m_writeEnd.get() + 1;
    struct sigaction action = {};
    action.sa_sigaction = noteSignal;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    ::sigaction(signalNumber, &action, nullptr);
    m_former.emplace_back(signalNumber, former);
}

void SignalWatcher::onReadable()
{
    Note note{};
    while (::read(m_readEnd.get(), &note, sizeof note) == ssize_t(sizeof note))
        Q_EMIT received(note.signalNumber, note.fromTerminal);
}

} // namespace Flowcast
