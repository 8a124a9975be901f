#include "server/net/socketpoller.h"

#include <QPointer>

#include <unistd.h>

#include <algorithm>

namespace Flowcast {

namespace {

constexpr size_t MaxEachTurn = 256; // then the rest of the event loop has its turn too: commits, timers

epoll_event eventOf(SocketPoller::Watcher *watcher, quint32 events)
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = watcher;
    return event;
}

} // namespace

SocketPoller::SocketPoller() : m_epoll(::epoll_create1(EPOLL_CLOEXEC)), m_notifier(m_epoll, QSocketNotifier::Read)
{
    if (m_epoll < 0) {
        qFatal("epoll_create1 failed"); // at the start of the I/O thread, before it has taken anything on
    }
    m_found.reserve(MaxEachTurn);
    connect(&m_notifier, &QSocketNotifier::activated, this, &SocketPoller::tell);
}

SocketPoller::~SocketPoller()
{
    ::close(m_epoll);
}

bool SocketPoller::add(int descriptor, Watcher *watcher, quint32 events)
{
    epoll_event event = eventOf(watcher, events);
    return ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void SocketPoller::change(int descriptor, Watcher *watcher, quint32 events)
{
    epoll_event event = eventOf(watcher, events);
    ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, descriptor, &event);
}

void SocketPoller::remove(int descriptor, Watcher *watcher)
{
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
    const auto isOfWatcher = [watcher](const epoll_event &event) { return event.data.ptr == watcher; };
    m_found.erase(std::remove_if(m_found.begin() + qsizetype(m_told), m_found.end(), isOfWatcher), m_found.end());
}

void SocketPoller::tell()
{
    m_found.resize(MaxEachTurn);
    const int count = ::epoll_wait(m_epoll, m_found.data(), int(MaxEachTurn), 0);
    m_found.resize(size_t(std::max(count, 0)));
    m_told = 0;
    const QPointer<SocketPoller> guard(this); // the last of its sockets may take it along
    while (m_told < m_found.size()) {
        const epoll_event event = m_found[m_told++];
        static_cast<Watcher *>(event.data.ptr)->onSocketReady(event.events);
        if (!guard) {
            return;
        }
    }
    m_found.clear();
    m_told = 0;
}

} // namespace Flowcast
