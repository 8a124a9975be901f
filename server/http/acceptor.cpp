#include "server/http/acceptor.h"

#include <QLoggingCategory>
#include <QTimer>

using namespace std::chrono_literals;

namespace Flowcast {

namespace {

Q_LOGGING_CATEGORY(lcAcceptor, "flowcast.server.acceptor", QtInfoMsg)

constexpr int Backlog = 4096; // Qt's 50 loses connections when thousands come back at once
constexpr auto PauseWithoutDescriptors = 500ms;

} // namespace

Acceptor::Acceptor(Handler handler, QObject *parent) : QTcpServer(parent), m_handler(std::move(handler))
{
    setListenBacklogSize(Backlog);
    connect(this, &QTcpServer::acceptError, this, &Acceptor::onAcceptError);
}

void Acceptor::incomingConnection(qintptr descriptor)
{
    m_handler(descriptor);
}

/// Out of descriptors, most likely. The connection stays in the backlog, so trying again at once would spin.
void Acceptor::onAcceptError()
{
    qCWarning(lcAcceptor) << "cannot accept a connection:" << errorString();
    pauseAccepting();
    QTimer::singleShot(PauseWithoutDescriptors, this, &QTcpServer::resumeAccepting);
}

} // namespace Flowcast
