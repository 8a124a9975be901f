#pragma once

#include "client/publisher.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace Flowcast {

/// Brings the publishes of a run to the server, and at the end waits a little for the last one to arrive. Lives in the
/// thread of its owner, runCommand(); makes no noise.
class RunPublication final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RunPublication)

public:
    explicit RunPublication(const QUrl &server, QObject *parent = nullptr);

    void publish(const Publish &publish); ///< The first one opens the connection.
    /// No more publishes come. settled() follows within \a limit, or at once.
    void deliver(std::chrono::milliseconds limit);
    /// Why the server does not know how the run ended, for a person; empty: it knows.
    [[nodiscard]] QString failureText() const { return m_failureText; }

Q_SIGNALS:
    void settled();

public Q_SLOTS:
    void giveUp(); ///< Ends deliver() now.

private:
    void onRefused(quint64 request, const Error &error);
    void settle();

    Publisher m_publisher;
    QTimer m_limit;
    quint64 m_lastRequest = 0;
    bool m_isOpen = false;
    bool m_isDelivering = false;
    QString m_lastError; ///< Of a connection that was given up for another try.
    QString m_failureText;
};

} // namespace Flowcast
