#include "client/publisher.h"

#include "protocol/api.h"

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

/// A server that answers pings but no publish for so long is not going to.
constexpr auto AnswerLimit = 30s;

} // namespace

Publisher::Publisher(QUrl server, QObject *parent)
    : QObject(parent), m_server(std::move(server)), m_socket([this] { return endpoint(m_server, publishPath()); })
{
    m_answerTimer.setSingleShot(true);
    connect(&m_answerTimer, &QTimer::timeout, this, [this] { m_socket.drop(u"no answer to a publish"_s); });
    connect(&m_socket, &ReliableSocket::stateChanged, this, &Publisher::onStateChanged);
    connect(&m_socket, &ReliableSocket::messageReceived, this, &Publisher::onMessage);
}

Publisher::~Publisher() = default;

void Publisher::setTiming(const ReliableSocket::Timing &timing)
{
    m_socket.setTiming(timing);
}

void Publisher::setBackoff(Backoff backoff)
{
    m_socket.setBackoff(std::move(backoff));
}

quint64 Publisher::publish(Publish publish)
{
    publish.request = ++m_lastRequest;
    m_queue.append(std::move(publish));
    sendWaiting();
    return m_lastRequest;
}

int Publisher::pending() const
{
    return int(m_queue.size());
}

bool Publisher::isConnected() const
{
    return m_socket.isConnected();
}

QString Publisher::errorText() const
{
    return m_socket.errorText();
}

void Publisher::open()
{
    m_socket.open();
}

void Publisher::close()
{
    m_socket.close();
}

void Publisher::onStateChanged(ReliableSocket::State state)
{
    const bool connected = state == ReliableSocket::State::Connected;
    if (!connected) {
        m_queue.sendAgain();
        m_answerTimer.stop();
    }
    if (std::exchange(m_wasConnected, connected) != connected) {
        Q_EMIT connectedChanged(connected);
    }
    sendWaiting();
    if (state == ReliableSocket::State::Stopped) {
        Q_EMIT stopped();
    }
}

void Publisher::onMessage(const Message &message)
{
    if (const auto *ack = std::get_if<Ack>(&message)) {
        onAck(*ack);
    } else if (const auto *problem = std::get_if<Problem>(&message)) {
        onProblem(*problem);
    }
}

void Publisher::onAck(const Ack &ack)
{
    if (ack.request && m_queue.settle(*ack.request)) {
        Q_EMIT acknowledged(*ack.request, ack.version);
        afterAnswer();
    }
}

/// After a 503 everything without an answer is sent again over a new connection: if only the refused one were, it could
/// overtake later ones of its workflow.
void Publisher::onProblem(const Problem &problem)
{
    if (problem.error.code == ErrorCode::Unavailable) {
        m_socket.drop(u"the server cannot take updates now: "_s + problem.error.detail);
    } else if (problem.request && m_queue.settle(*problem.request)) {
        Q_EMIT refused(*problem.request, problem.error);
        afterAnswer();
    }
}

void Publisher::sendWaiting()
{
    if (!isConnected()) {
        return;
    }
    while (const Publish *next = m_queue.takeNext()) {
        m_socket.send(*next);
    }
    if (m_queue.onTheWay() > 0 && !m_answerTimer.isActive()) {
        m_answerTimer.start(AnswerLimit);
    }
}

void Publisher::afterAnswer()
{
    m_answerTimer.stop();
    sendWaiting();
    if (m_queue.size() == 0) {
        Q_EMIT idle();
    }
}

} // namespace Flowcast
