#pragma once

#include "protocol/messages.h"

#include <QTest>
#include <QUrl>
#include <QWebSocket>

#include <chrono>

namespace Flowcast {

/// A bare WebSocket client that keeps what it hears, decoded. It neither reconnects nor filters: what the tests of the
/// server compare with.
class TestPeer
{
    Q_DISABLE_COPY_MOVE(TestPeer)

public:
    using Clock = std::chrono::steady_clock;

    explicit TestPeer(const QUrl &url)
    {
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket, [this](const QString &text) {
            messages.push_back(decode(text.toUtf8()).value());
            heardAt.push_back(Clock::now());
        });
        socket.open(url);
    }

    [[nodiscard]] bool isOpen() const { return socket.state() == QAbstractSocket::ConnectedState; }
    void waitUntilOpen() const { QTRY_VERIFY(isOpen()); }

    [[nodiscard]] std::vector<WorkflowUpdate> updates() const
    {
        std::vector<WorkflowUpdate> result;
        for (const Message &message : messages) {
            if (const auto *update = std::get_if<WorkflowUpdate>(&message)) {
                result.push_back(*update);
            }
        }
        return result;
    }

    [[nodiscard]] std::vector<quint64> versions() const
    {
        std::vector<quint64> result;
        for (const WorkflowUpdate &update : updates()) {
            result.push_back(update.version);
        }
        return result;
    }

    template <typename T>
    [[nodiscard]] std::vector<T> all() const
    {
        std::vector<T> result;
        for (const Message &message : messages) {
            if (const auto *wanted = std::get_if<T>(&message)) {
                result.push_back(*wanted);
            }
        }
        return result;
    }

    void send(const Message &message) { socket.sendTextMessage(QString::fromUtf8(encode(message))); }

    QWebSocket socket;
    std::vector<Message> messages;
    std::vector<Clock::time_point> heardAt;
};

[[nodiscard]] inline Publish publishOf(
    const char *id, std::optional<quint32> step = {}, std::optional<quint32> total = {})
{
    Publish publish;
    publish.workflowId = WorkflowId::fromBytes(id).value();
    publish.status = WorkflowStatus::Running;
    publish.currentStep = step;
    publish.totalSteps = total;
    return publish;
}

} // namespace Flowcast
