#include "app/run/runpublication.h"

namespace Flowcast {

using namespace Qt::Literals::StringLiterals;

RunPublication::RunPublication(const QUrl &server, QObject *parent) : QObject(parent), m_publisher(server)
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, &RunPublication::giveUp);
    connect(&m_publisher, &Publisher::refused, this, &RunPublication::onRefused);
    connect(&m_publisher, &Publisher::idle, this, &RunPublication::settle);
    connect(&m_publisher, &Publisher::stopped, this, &RunPublication::giveUp);
}

void RunPublication::publish(const Publish &publish)
{
    if (!m_isOpen)
        m_publisher.open();
    m_isOpen = true;
    m_lastRequest = m_publisher.publish(publish);
}

void RunPublication::deliver(std::chrono::milliseconds limit)
{
    m_isDelivering = true;
    if (m_publisher.pending() == 0) {
        settle();
        return;
    }
    if (!m_publisher.isConnected()) { // the next try may be half a minute away; the server may be back by now
        m_lastError = m_publisher.errorText();
        m_publisher.close();
        m_publisher.open();
    }
    m_limit.start(limit);
}

void RunPublication::onRefused(quint64 request, const Error &error)
{
    if (request == m_lastRequest)
        m_failureText = error.field.isEmpty() ? error.detail : u"%1: %2"_s.arg(error.field, error.detail);
}

void RunPublication::giveUp()
{
    if (!m_isDelivering)
        return;
    const QString error = m_publisher.errorText();
    m_failureText = !error.isEmpty() ? error : !m_lastError.isEmpty() ? m_lastError : u"no answer in time"_s;
    settle();
}

void RunPublication::settle()
{
    if (!std::exchange(m_isDelivering, false))
        return;
    m_limit.stop();
    Q_EMIT settled();
}

} // namespace Flowcast
