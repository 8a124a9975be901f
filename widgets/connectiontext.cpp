#include "widgets/connectiontext.h"

#include "widgets/displaytext.h"

#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

using State = WorkflowConnection::State;

QString translated(const char *text)
{
    return QCoreApplication::translate("Flowcast::Connection", text);
}

/// As a sentence: with a full stop.
QString reason(const ConnectionStatus &status)
{
    QString text = singleLine(status.errorText, 300);
    if (text.isEmpty()) {
        text = translated("Not connected to %1").arg(status.server);
    }
    return text.endsWith(u'.') || text.endsWith(u'!') || text.endsWith(u'?') ? text : text + u'.';
}

qint64 secondsUp(std::chrono::milliseconds time)
{
    return std::max<qint64>(1, (time.count() + 999) / 1000);
}

} // namespace

ConnectionStatus statusOf(const WorkflowConnection &connection)
{
    const QUrl server = connection.server();
    return {connection.state(), connection.attempt(), connection.nextAttemptIn(), connection.errorText(),
        server.authority()};
}

QString connectionText(const ConnectionStatus &status)
{
    switch (status.state) {
    case State::Idle:
        return translated("Not connected");
    case State::Connecting:
        return status.attempt > 0
            ? translated("Connecting to %1 … (attempt %2)").arg(status.server).arg(status.attempt + 1)
            : translated("Connecting to %1 …").arg(status.server);
    case State::Connected:
        return translated("Connected to %1").arg(status.server);
    case State::Waiting:
        // What changes comes first: a narrow window cuts the end off.
        return translated("Trying again in %1 s (attempt %2). %3")
            .arg(secondsUp(status.nextAttemptIn))
            .arg(status.attempt + 1)
            .arg(reason(status));
    case State::Stopped:
        return translated("Stopped. %1").arg(reason(status));
    }
    Q_UNREACHABLE();
}

QString connectionIcon(WorkflowConnection::State state)
{
    switch (state) {
    case State::Idle:
        return u"status-pending"_s;
    case State::Connecting:
        return u"link-connecting"_s;
    case State::Connected:
        return u"link-up"_s;
    case State::Waiting:
        return u"link-waiting"_s;
    case State::Stopped:
        return u"status-failed"_s;
    }
    Q_UNREACHABLE();
}

} // namespace Flowcast
