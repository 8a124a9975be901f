#pragma once

#include "protocol/messages.h"

#include <QObject>
#include <QUrl>

namespace Flowcast {

/// Publishes over WS /api/publish and keeps going while the server is away: what is not acknowledged waits and is sent
/// again, in order, after a reconnect. Lives in the thread of its owner, which needs an event loop.
class Publisher final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Publisher)

public:
    /// How many publishes wait for a server at most. Past it the oldest that a newer one of the same workflow
    /// makes up for are merged into that one (fields left out keep their value, so no field is lost).
    static constexpr int QueueLimit = 256;

    explicit Publisher(QUrl server, QObject *parent = nullptr);
    ~Publisher() override;

    /// Sends, or keeps for later. Publish::request is set by the publisher; the one it gave is returned.
    quint64 publish(Publish publish);
    [[nodiscard]] int pending() const; ///< Publishes that have no answer yet.
    [[nodiscard]] bool isConnected() const;
    [[nodiscard]] QString errorText() const; ///< Why there is no connection, for a person.

public Q_SLOTS:
    void open();
    void close();

Q_SIGNALS:
    void acknowledged(quint64 request, quint64 version);
    void refused(quint64 request, const Flowcast::Error &error); ///< By the server; it is not sent again.
    void idle(); ///< pending() has become 0.
    void connectedChanged(bool connected);
};

} // namespace Flowcast
