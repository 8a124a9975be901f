#include "client/workflowconnection.h"

#include "protocol/api.h"
#include "protocol/closecode.h"

#include <QUrlQuery>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

WorkflowConnection::WorkflowConnection(QUrl server, Subscription subscription, QObject *parent)
    : QObject(parent), m_server(std::move(server)), m_subscription(std::move(subscription)),
      m_socket([this] { return address(); })
{
    connect(&m_socket, &ReliableSocket::stateChanged, this, &WorkflowConnection::onStateChanged);
    connect(&m_socket, &ReliableSocket::messageReceived, this, &WorkflowConnection::onMessage);
    connect(&m_socket, &ReliableSocket::closeReceived, this, &WorkflowConnection::onCloseReceived);
}

WorkflowConnection::~WorkflowConnection() = default;

void WorkflowConnection::setTiming(const Timing &timing)
{
    m_socket.setTiming(timing);
}

void WorkflowConnection::setBackoff(Backoff backoff)
{
    m_socket.setBackoff(std::move(backoff));
}

void WorkflowConnection::setResumeFrom(quint64 position)
{
    m_resume.setPlace(position);
}

QUrl WorkflowConnection::server() const
{
    return m_server;
}

WorkflowConnection::State WorkflowConnection::state() const
{
    return m_socket.state();
}

int WorkflowConnection::attempt() const
{
    return m_socket.attempt();
}

std::chrono::milliseconds WorkflowConnection::nextAttemptIn() const
{
    return m_socket.nextAttemptIn();
}

QString WorkflowConnection::errorText() const
{
    return m_socket.errorText();
}

void WorkflowConnection::open()
{
    m_socket.open();
}

void WorkflowConnection::close()
{
    m_socket.close();
}

void WorkflowConnection::reconnectNow()
{
    m_socket.reconnectNow();
}

QUrl WorkflowConnection::address() const
{
    const auto *id = std::get_if<WorkflowId>(&m_subscription);
    QUrl url = endpoint(m_server, id ? workflowUpdatesPath(*id) : allUpdatesPath());
    if (m_resume.place()) {
        QUrlQuery query;
        query.addQueryItem(id ? u"since"_s : u"cursor"_s, QString::number(*m_resume.place()));
        url.setQuery(query);
    }
    return url;
}

void WorkflowConnection::onStateChanged(State state)
{
    if (state == State::Connecting) {
        m_resume.beginConnection();
    }
    Q_EMIT stateChanged(state);
}

void WorkflowConnection::onMessage(const Message &message)
{
    if (const auto *update = std::get_if<WorkflowUpdate>(&message)) {
        onUpdate(*update);
    } else if (std::holds_alternative<AllWorkflows>(m_subscription)) {
        if (const auto *deleted = std::get_if<WorkflowDeleted>(&message)) {
            onDeleted(*deleted);
        } else if (const auto *synced = std::get_if<Synced>(&message)) {
            onSynced(*synced);
        }
    }
}

/// Only the endpoint of one workflow is closed because of a deletion. Its next life is asked for as a new one.
void WorkflowConnection::onCloseReceived(quint16 code)
{
    const auto *id = std::get_if<WorkflowId>(&m_subscription);
    if (id && code == quint16(CloseCode::WorkflowDeleted)) {
        m_resume.forgetAll();
        Q_EMIT workflowDeleted(*id);
    }
}

void WorkflowConnection::onUpdate(const WorkflowUpdate &update)
{
    const auto *id = std::get_if<WorkflowId>(&m_subscription);
    if (id && update.workflowId != *id) {
        return; // not what was asked for
    }
    if (isNews(m_resume.judge(update.workflowId, id ? update.version : update.cursor, update.version))) {
        Q_EMIT updateReceived(update);
    }
}

void WorkflowConnection::onDeleted(const WorkflowDeleted &deleted)
{
    if (isNews(m_resume.judge(deleted.workflowId, deleted.cursor, deleted.version))) {
        m_resume.forget(deleted.workflowId);
        Q_EMIT workflowDeleted(deleted.workflowId);
    }
}

void WorkflowConnection::onSynced(const Synced &message)
{
    if (isNews(m_resume.judgeSynced(message.cursor, message.complete))) {
        Q_EMIT synced(message.complete);
    }
}

bool WorkflowConnection::isNews(ResumePoint::Verdict verdict)
{
    switch (verdict) {
    case ResumePoint::Verdict::Tell:
        return true;
    case ResumePoint::Verdict::Drop:
        return false;
    case ResumePoint::Verdict::TellAnew:
        Q_EMIT storeReplaced();
        return true;
    case ResumePoint::Verdict::AskAnew:
        m_resume.forgetAll();
        Q_EMIT storeReplaced();
        m_socket.drop(u"the server has another store than before"_s);
        return false;
    }
    Q_UNREACHABLE();
}

} // namespace Flowcast
