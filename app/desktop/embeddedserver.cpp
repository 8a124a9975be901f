#include "app/desktop/embeddedserver.h"

#include "server/serverthread.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace Flowcast {

namespace {

Q_LOGGING_CATEGORY(lcEmbedded, "flowcast.app.embedded", QtInfoMsg)

// Four looks within the two seconds that a takeover may take.
constexpr auto LookInterval = 500ms;
constexpr auto AnswerTimeout = 1000ms;
constexpr qint64 MostOfAnswer = 1024;
constexpr int LooksUntilLockIsOdd = 6;

QString lockPath(const QString &dataDirectory)
{
    return QDir(dataDirectory).filePath(u"flowcast.lock"_s);
}

} // namespace

EmbeddedServer::EmbeddedServer(ServerConfig config, QObject *parent)
    : QObject(parent), m_config(std::move(config)), m_lock(lockPath(m_config.dataDirectory))
{
    m_lock.setStaleLockTime(0); // stale is what belongs to no living process, never what is old
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_network.setTransferTimeout(int(AnswerTimeout.count()));
    m_retry.setSingleShot(true);
    m_retry.setInterval(LookInterval);
    connect(&m_retry, &QTimer::timeout, this, &EmbeddedServer::look);
    connect(&m_network, &QNetworkAccessManager::finished, this, &EmbeddedServer::onAnswer);
}

EmbeddedServer::~EmbeddedServer()
{
    m_server.reset(); // before the lock is given back: the next one opens the same database
}

void EmbeddedServer::start()
{
    look();
}

QUrl EmbeddedServer::urlOf(const ServerConfig &config)
{
    QUrl url;
    url.setScheme(u"ws"_s);
    url.setHost(config.host.toString());
    url.setPort(config.port);
    return url;
}

void EmbeddedServer::look()
{
    QUrl health = urlOf(m_config);
    health.setScheme(u"http"_s);
    health.setPath(u"/healthz"_s);
    m_network.get(QNetworkRequest(health)); // deleted in onAnswer()
}

void EmbeddedServer::onAnswer(QNetworkReply *reply)
{
    reply->deleteLater();
    const Neighbour neighbour = neighbourOf(reply);
    if (neighbour == Neighbour::Nobody) {
        takeOver();
        return;
    }
    m_lockedOut = 0;
    if (neighbour == Neighbour::Flowcast) {
        setProblem({});
        setRole(Role::Attached);
    } else {
        setRole(Role::Undecided);
        setProblem(tr("Port %1 is used by another program, which is not Flowcast. End it, or choose another port with "
                      "--port.")
                       .arg(m_config.port));
    }
    m_retry.start();
}

EmbeddedServer::Neighbour EmbeddedServer::neighbourOf(QNetworkReply *reply)
{
    const QJsonObject answer = QJsonDocument::fromJson(reply->read(MostOfAnswer)).object();
    if (answer.value("service"_L1) == "flowcast"_L1) {
        return Neighbour::Flowcast;
    }
    return reply->error() == QNetworkReply::ConnectionRefusedError ? Neighbour::Nobody : Neighbour::Stranger;
}

void EmbeddedServer::takeOver()
{
    QDir().mkpath(m_config.dataDirectory); // if that fails, so does the lock
    if (!m_lock.tryLock(0)) {
        setRole(Role::Undecided);
        explainLock();
        m_retry.start();
        return;
    }
    m_lockedOut = 0;
    m_server = std::make_unique<ServerThread>(m_config);
    connect(m_server.get(), &ServerThread::listening, this, &EmbeddedServer::onListening);
    // Queued: it deletes the one that tells it.
    connect(m_server.get(), &ServerThread::failed, this, &EmbeddedServer::onFailed, Qt::QueuedConnection);
}

void EmbeddedServer::explainLock()
{
    if (m_lock.error() == QLockFile::PermissionError) {
        setProblem(tr("The data directory %1 cannot be written.").arg(m_config.dataDirectory));
        return;
    }
    // Whoever has the lock may just be starting or ending.
    if (++m_lockedOut < LooksUntilLockIsOdd) {
        return;
    }
    qint64 pid = 0;
    QString host;
    QString program;
    m_lock.getLockInfo(&pid, &host, &program);
    setProblem(tr("Another Flowcast (process %1) keeps its data in %2, but serves another port. Choose its --port, or "
                  "another --data-dir.")
                   .arg(pid)
                   .arg(m_config.dataDirectory));
}

void EmbeddedServer::onListening()
{
    qCInfo(lcEmbedded) << "serving" << urlOf(m_config).toString();
    setProblem({});
    setRole(Role::Serving);
}

void EmbeddedServer::onFailed(const Error &error)
{
    qCWarning(lcEmbedded) << "cannot serve" << urlOf(m_config).toString() << error.detail;
    m_server.reset();
    m_lock.unlock();
    setRole(Role::Undecided);
    setProblem(tr("Flowcast cannot serve: %1").arg(error.detail));
    m_retry.start();
}

void EmbeddedServer::setRole(Role role)
{
    if (role != m_role) {
        m_role = role;
        Q_EMIT roleChanged(role);
    }
}

void EmbeddedServer::setProblem(const QString &problem)
{
    if (problem != m_problem) {
        m_problem = problem;
        Q_EMIT problemChanged(problem);
    }
}

} // namespace Flowcast
