#include "app/terminal/connectiontext.h"

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

QString waitingText(const WorkflowConnection &connection, bool withCountdown)
{
    const QString what = u"not connected to %1: %2"_s.arg(connection.server().toString(), connection.errorText());
    if (!withCountdown) {
        return what + u"; trying again"_s;
    }
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(connection.nextAttemptIn()).count();
    return what + u"; try %1 in %2 s"_s.arg(connection.attempt() + 1).arg(seconds);
}

} // namespace

QString connectionText(const WorkflowConnection &connection, bool withCountdown)
{
    using State = WorkflowConnection::State;
    switch (connection.state()) {
    case State::Idle:
    case State::Connected:
        return {};
    case State::Connecting:
        return u"connecting to %1"_s.arg(connection.server().toString());
    case State::Waiting:
        return waitingText(connection, withCountdown);
    case State::Stopped:
        return u"gave up on %1: %2"_s.arg(connection.server().toString(), connection.errorText());
    }
    Q_UNREACHABLE();
}

} // namespace Flowcast
