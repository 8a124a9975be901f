#pragma once

#include "protocol/error.h"
#include "server/serverconfig.h"

#include <QLockFile>
#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>

#include <memory>

class QNetworkReply;

namespace Flowcast {

class ServerThread;

/// Sees to it that a Flowcast serves the port. It looks every half second: does one answer there, the window is
/// attached to it; does nobody, the instance that gets the lock file of the data directory starts a server of its own.
/// So when the one that serves ends, even by kill -9, another takes port and database over. GUI thread.
class EmbeddedServer final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EmbeddedServer)

public:
    enum class Role
    {
        Undecided, ///< Trying; or see problem().
        Serving, ///< The server runs in this process.
        Attached, ///< Another Flowcast serves the port.
    };
    Q_ENUM(Role)

    explicit EmbeddedServer(ServerConfig config, QObject *parent = nullptr);
    ~EmbeddedServer() override;

    void start();
    [[nodiscard]] Role role() const { return m_role; }
    [[nodiscard]] QString problem() const { return m_problem; } ///< Why nobody serves, for a person; may be empty.
    /// Where a server with \a config is reached: the same whoever serves.
    [[nodiscard]] static QUrl urlOf(const ServerConfig &config);

Q_SIGNALS:
    void roleChanged(Flowcast::EmbeddedServer::Role role);
    void problemChanged(const QString &problem);

private:
    enum class Neighbour
    {
        Nobody,
        Flowcast,
        Stranger
    };

    void look();
    void onAnswer(QNetworkReply *reply);
    [[nodiscard]] static Neighbour neighbourOf(QNetworkReply *reply);
    void takeOver();
    void onListening();
    void onFailed(const Error &error);
    void explainLock();
    void setRole(Role role);
    void setProblem(const QString &problem);

    ServerConfig m_config;
    QLockFile m_lock;
    std::unique_ptr<ServerThread> m_server;
    QNetworkAccessManager m_network;
    QTimer m_retry;
    Role m_role = Role::Undecided;
    QString m_problem;
    int m_lockedOut = 0; // looks in a row at which nobody answered and the lock was another's
};

} // namespace Flowcast
