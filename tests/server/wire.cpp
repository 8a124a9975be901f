#include "wire.h"

#include <QAbstractEventDispatcher>
#include <QElapsedTimer>
#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

using namespace Flowcast;

namespace {

sockaddr_storage loopback(int family)
{
    sockaddr_storage storage{};
    storage.ss_family = sa_family_t(family);
    if (family == AF_INET6) {
        reinterpret_cast<sockaddr_in6 &>(storage).sin6_addr = in6addr_loopback;
    } else {
        reinterpret_cast<sockaddr_in &>(storage).sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    return storage;
}

} // namespace

Wire::Wire(Metrics &metrics, std::shared_ptr<SocketPoller> poller, int family)
    : socket(new DirectSocket(metrics, std::move(poller), nullptr)), m_peer(::socket(family, SOCK_STREAM, 0))
{
    sockaddr_storage storage = loopback(family);
    auto *address = reinterpret_cast<sockaddr *>(&storage);
    socklen_t length = family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    const int listener = ::socket(family, SOCK_STREAM, 0);
    const bool isConnected = ::bind(listener, address, length) == 0 && ::listen(listener, 1) == 0
        && ::getsockname(listener, address, &length) == 0 && ::connect(m_peer, address, length) == 0;
    const int accepted = isConnected ? ::accept(listener, nullptr, nullptr) : -1;
    ::close(listener);
    if (accepted < 0 || !socket->setSocketDescriptor(accepted)) {
        qFatal("no connection over loopback");
    }
}

Wire::~Wire()
{
    delete socket;
    if (m_peer >= 0) {
        ::close(m_peer);
    }
}

qsizetype Wire::send(QByteArrayView bytes) const
{
    const ssize_t sent = ::send(m_peer, bytes.data(), size_t(bytes.size()), MSG_DONTWAIT | MSG_NOSIGNAL);
    return qMax(ssize_t(0), sent);
}

QByteArray Wire::receive() const
{
    static std::array<char, 1 << 16> buffer;
    QByteArray all;
    while (true) {
        const ssize_t count = ::recv(m_peer, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count <= 0) {
            return all;
        }
        all.append(buffer.data(), count);
    }
}

bool Wire::isEnded() const
{
    char byte = 0;
    return ::recv(m_peer, &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
}

void Wire::finish() const
{
    ::shutdown(m_peer, SHUT_WR);
}

void Wire::reset()
{
    const linger atOnce{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(m_peer, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    ::close(std::exchange(m_peer, -1));
}

bool comesToRest()
{
    constexpr int Turns = 20;
    constexpr int AtMostMs = 5000;
    QElapsedTimer elapsed;
    elapsed.start();
    int idleTurns = 0;
    while (idleTurns < Turns && elapsed.elapsed() < AtMostMs) {
        idleTurns = QAbstractEventDispatcher::instance()->processEvents(QEventLoop::AllEvents) ? 0 : idleTurns + 1;
    }
    return idleTurns == Turns;
}

QByteArray pattern(qsizetype size)
{
    QByteArray bytes;
    bytes.reserve(size + 16);
    for (quint64 number = 0; bytes.size() < size; ++number) {
        bytes.append(QByteArray::number(number)).append(' ');
    }
    bytes.truncate(size);
    return bytes;
}
