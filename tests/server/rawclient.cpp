#include "rawclient.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QTimer>

namespace {

/// As QTest::qWaitFor, which sleeps 10 ms between two looks; here a test waits a thousand times.
template <typename Predicate>
bool waitFor(Predicate isDone)
{
    QTimer limit;
    limit.setSingleShot(true);
    limit.start(std::chrono::seconds(5));
    while (!isDone() && limit.isActive()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return isDone();
}

} // namespace

QByteArray RawResponse::header(const QByteArray &name) const
{
    const QByteArray start = "\r\n" + name + ": ";
    const qsizetype at = head.indexOf(start);
    const qsizetype begin = at + start.size();
    return at < 0 ? QByteArray() : head.mid(begin, head.indexOf("\r\n", begin) - begin);
}

RawClient::RawClient(quint16 port)
{
    m_socket.connectToHost(QHostAddress::LocalHost, port);
    waitFor([this] { return m_socket.state() == QAbstractSocket::ConnectedState; });
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
}

void RawClient::send(const QByteArray &bytes)
{
    m_socket.write(bytes);
    waitFor([this] { return m_socket.bytesToWrite() == 0 || !m_socket.isOpen(); });
}

std::optional<RawResponse> RawClient::receive(bool isHead)
{
    RawResponse response;
    const auto isComplete = [&] {
        m_received += m_socket.readAll();
        const qsizetype headEnd = m_received.indexOf("\r\n\r\n") + 4;
        response.head = m_received.left(headEnd);
        const qsizetype length = isHead ? 0 : response.header("Content-Length").toLongLong();
        response.body = m_received.mid(headEnd, length);
        return headEnd >= 4 && response.body.size() == length;
    };
    const auto isOver = [&] { return isComplete() || m_socket.state() != QAbstractSocket::ConnectedState; };
    waitFor(isOver);
    if (!isComplete()) {
        return std::nullopt;
    }
    m_received.remove(0, response.head.size() + response.body.size());
    response.status = response.head.mid(9, 3).toInt();
    return response;
}

bool RawClient::isClosedByServer()
{
    return waitFor([this] { return m_socket.state() == QAbstractSocket::UnconnectedState; });
}

QByteArray get(const QByteArray &target, const QByteArray &moreFields)
{
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + moreFields + "\r\n";
}

QByteArray post(const QByteArray &target, const QByteArray &body, const QByteArray &moreFields)
{
    return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\n" + moreFields + "\r\n" + body;
}

QByteArray upgradeTo(const QByteArray &target, const QByteArray &moreFields)
{
    return get(target,
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + moreFields);
}
