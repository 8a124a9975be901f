#include "server/net/directsocket.h"

#include "server/metrics.h"

#include <QPointer>
#include <QtEndian>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace Flowcast {

namespace {

constexpr int SendFlags = MSG_DONTWAIT | MSG_NOSIGNAL;

/// One end of a connection as the kernel knows it.
template <typename AddressOf>
std::pair<QHostAddress, quint16> endOf(int descriptor, AddressOf addressOf)
{
    sockaddr_storage storage{};
    auto *address = reinterpret_cast<sockaddr *>(&storage);
    socklen_t length = sizeof storage;
    if (addressOf(descriptor, address, &length) != 0) {
        return {};
    }
    // The port is at the same place for both families.
    return {QHostAddress(address), qFromBigEndian(reinterpret_cast<sockaddr_in *>(address)->sin_port)};
}

bool isOnlyBusy(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

} // namespace

DirectSocket::DirectSocket(Metrics &metrics, std::shared_ptr<SocketPoller> poller, QObject *parent)
    : QTcpSocket(parent), m_metrics(metrics), m_poller(std::move(poller))
{
    m_metrics.connections.Increment();
    m_metrics.connectionsTotal.Increment();
}

DirectSocket::~DirectSocket()
{
    release(); // nobody is told: the QAbstractSocket that is left would abort, and emit, if it were connected
    m_metrics.connections.Decrement();
}

bool DirectSocket::setSocketDescriptor(qintptr descriptor, SocketState state, OpenMode openMode)
{
    m_descriptor = int(descriptor);
    m_interest = EPOLLIN;
    if (!m_poller->add(m_descriptor, this, m_interest)) {
        ::close(std::exchange(m_descriptor, -1));
        return false;
    }
    const int on = 1; // or small answers wait 44 ms for an ACK
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto [peer, peerPort] = endOf(m_descriptor, ::getpeername);
    const auto [local, localPort] = endOf(m_descriptor, ::getsockname);
    setPeerAddress(peer);
    setPeerPort(peerPort);
    setLocalAddress(local);
    setLocalPort(localPort);
    setOpenMode(openMode | Unbuffered);
    setSocketState(state);
    return true;
}

void DirectSocket::setReader(Reader reader)
{
    m_reader = std::move(reader);
    if (QTcpSocket::bytesAvailable() == 0) {
        setOpenMode(NotOpen); // which frees QIODevice's buffer
        setOpenMode(ReadWrite | Unbuffered);
    }
}

void DirectSocket::unread(QByteArrayView bytes)
{
    m_unread.append(bytes);
    emit readyRead();
}

void DirectSocket::setReadBufferSize(qint64 size)
{
    QTcpSocket::setReadBufferSize(size);
    updateInterest();
}

/// QIODevice's own buffer does not count: while readData() runs, it is as large as what was asked for.
bool DirectSocket::mayReceive() const
{
    return state() == ConnectedState && (readBufferSize() == 0 || m_unread.size() < readBufferSize());
}

void DirectSocket::updateInterest()
{
    const quint32 interest = (mayReceive() ? quint32(EPOLLIN) : 0) | (m_unsent.isEmpty() ? 0 : quint32(EPOLLOUT));
    if (m_descriptor >= 0 && interest != m_interest) {
        m_poller->change(m_descriptor, this, interest);
        m_interest = interest;
    }
}

void DirectSocket::onSocketReady(quint32 events)
{
    const QPointer<DirectSocket> guard(this);
    if (events & EPOLLOUT) {
        sendWaiting();
    }
    if (guard && (events & ~quint32(EPOLLOUT))) {
        if (mayReceive()) {
            receive(); // also what came before a reset
        } else if (events & (EPOLLERR | EPOLLHUP)) {
            finish();
        }
    }
    if (guard) {
        updateInterest();
    }
}

void DirectSocket::receive()
{
    static thread_local std::array<char, 65536> buffer;
    const ssize_t count = ::recv(m_descriptor, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0) {
        if (!isOnlyBusy(errno)) {
            finish();
        }
        return;
    }
    if (count == 0) {
        onRemoteClosed();
        return;
    }
    const QByteArrayView bytes(buffer.data(), count);
    if (m_reader) {
        m_reader(bytes);
    } else {
        unread(bytes);
    }
}

void DirectSocket::onRemoteClosed()
{
    setSocketError(RemoteHostClosedError);
    close();
}

qint64 DirectSocket::readData(char *data, qint64 maxSize)
{
    const qint64 count = qMin(maxSize, qint64(m_unread.size()));
    std::copy_n(m_unread.constData(), count, data);
    return skipData(count);
}

/// QAbstractSocket's would ask the engine that this has not.
qint64 DirectSocket::skipData(qint64 maxSize)
{
    const qint64 count = qMin(maxSize, qint64(m_unread.size()));
    if (count == m_unread.size()) {
        m_unread = QByteArray(); // gives the memory back
    } else {
        m_unread.remove(0, count);
    }
    updateInterest();
    return count;
}

qint64 DirectSocket::writeData(const char *data, qint64 size)
{
    if (m_descriptor < 0) {
        return -1;
    }
    // An error, a reset say, counts as "nothing taken": the poller then meets it and reports it.
    const ssize_t sent = m_unsent.isEmpty() ? ::send(m_descriptor, data, size_t(size), SendFlags) : 0;
    const qint64 taken = qMax(ssize_t(0), sent);
    m_unsent.append(data + taken, size - taken);
    updateInterest();
    return size;
}

void DirectSocket::sendWaiting()
{
    const ssize_t sent = ::send(m_descriptor, m_unsent.constData(), size_t(m_unsent.size()), SendFlags);
    if (sent < 0 && !isOnlyBusy(errno)) {
        onSendFailed();
        return;
    }
    if (sent <= 0) {
        return;
    }
    m_unsent = sent == m_unsent.size() ? QByteArray() : m_unsent.mid(sent);
    const QPointer<DirectSocket> guard(this);
    emit bytesWritten(sent);
    if (guard && m_unsent.isEmpty() && state() == ClosingState) {
        finish();
    }
}

/// The peer takes nothing more, yet what it has sent may still be in the kernel: receive() finds the end behind it.
void DirectSocket::onSendFailed()
{
    m_unsent.clear();
    if (!mayReceive()) {
        finish();
    }
}

void DirectSocket::close()
{
    if (state() == UnconnectedState) {
        return;
    }
    // QAbstractSocket::abort() takes the write channel away before it calls this.
    if (m_unsent.isEmpty() || writeChannelCount() == 0) {
        finish();
    } else if (state() != ClosingState) {
        setSocketState(ClosingState);
        updateInterest();
        emit stateChanged(ClosingState);
    }
}

void DirectSocket::release()
{
    if (m_descriptor >= 0) {
        m_poller->remove(m_descriptor, this);
        ::close(std::exchange(m_descriptor, -1));
    }
    m_unsent.clear();
    m_unread.clear(); // or QWebSocket would go on reading from what is closed, for ever
    setSocketState(UnconnectedState);
}

void DirectSocket::finish()
{
    if (m_descriptor < 0) {
        return;
    }
    release();
    const QPointer<DirectSocket> guard(this);
    emit stateChanged(UnconnectedState);
    if (guard) {
        emit disconnected();
    }
    if (guard) {
        QIODevice::close();
    }
}

} // namespace Flowcast
