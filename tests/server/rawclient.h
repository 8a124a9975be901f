#pragma once

#include <QTcpSocket>

#include <optional>

/// An answer as it came over the wire.
struct RawResponse
{
    int status = 0;
    QByteArray head;
    QByteArray body;

    [[nodiscard]] QByteArray header(const QByteArray &name) const; ///< Empty when there is none.
};

/// An HTTP client that sends exactly the bytes it is told to, right or wrong. In the thread of its test, which must
/// let the server run too: what waits, runs the event loop.
class RawClient final
{
public:
    explicit RawClient(quint16 port);

    void send(const QByteArray &bytes); ///< In one segment, and gone when it returns.
    /// The next answer; nothing if none comes within five seconds or the connection ends.
    [[nodiscard]] std::optional<RawResponse> receive(bool isHead = false);
    [[nodiscard]] bool isClosedByServer(); ///< Waits for it.
    [[nodiscard]] QTcpSocket &socket() { return m_socket; }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
};

/// GET \a target with the fields that it needs and \a moreFields ("Name: value\r\n").
[[nodiscard]] QByteArray get(const QByteArray &target, const QByteArray &moreFields = {});
[[nodiscard]] QByteArray post(const QByteArray &target, const QByteArray &body, const QByteArray &moreFields = {});
/// A WebSocket's request.
[[nodiscard]] QByteArray upgradeTo(const QByteArray &target, const QByteArray &moreFields = {});
