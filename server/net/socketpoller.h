#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <sys/epoll.h>

#include <vector>

namespace Flowcast {

/// Watches the sockets of one I/O thread with epoll, and is itself one descriptor in Qt's event loop. Qt's own loops
/// ask the kernel about each socket in each turn, which at 1,000 connections costs more than the work there is to do.
/// Linux only. Lives in the I/O thread; shared by its sockets.
class SocketPoller final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SocketPoller)

public:
    /// One that is told about its descriptor, as long as that can do \a events (EPOLLIN …, epoll_ctl(2)).
    class Watcher
    {
    public:
        virtual void onSocketReady(quint32 events) = 0;

    protected:
        ~Watcher() = default;
    };

    SocketPoller();
    ~SocketPoller() override;

    /// False when the kernel refuses: no memory, or the user watches too much.
    [[nodiscard]] bool add(int descriptor, Watcher *watcher, quint32 events);
    void change(int descriptor, Watcher *watcher, quint32 events);
    /// Before the descriptor is closed. Nothing more is told, not even what this turn has found already.
    void remove(int descriptor, Watcher *watcher);

private:
    void tell();

    int m_epoll;
    QSocketNotifier m_notifier;
    std::vector<epoll_event> m_found; ///< Of this turn.
    size_t m_told = 0; ///< How many of them.
};

} // namespace Flowcast
