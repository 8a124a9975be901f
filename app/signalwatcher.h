#pragma once

#include "app/run/uniquefd.h"

#include <QObject>

#include <csignal>
#include <initializer_list>
#include <utility>
#include <vector>

class QSocketNotifier;

namespace Flowcast {

/// Turns Unix signals into a Qt signal, in the thread of its owner, who needs an event loop. A signal that the process
/// was told to ignore (nohup, a background job of a script) stays ignored, except SIGCHLD. One watcher per signal
/// number at a time; the destructor puts the former handlers back.
class SignalWatcher final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SignalWatcher)

public:
    explicit SignalWatcher(std::initializer_list<int> signalNumbers, QObject *parent = nullptr);
    ~SignalWatcher() override;

Q_SIGNALS:
    /// \a fromTerminal: the kernel sent it, for a key or a hangup, to the whole process group.
    void received(int signalNumber, bool fromTerminal);

private:
    void watch(int signalNumber);
    void onReadable();

    UniqueFd m_readEnd;
    UniqueFd m_writeEnd;
    QSocketNotifier *m_notifier = nullptr; // child object
    std::vector<std::pair<int, struct sigaction>> m_former;
};

} // namespace Flowcast
