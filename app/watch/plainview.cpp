#include "app/watch/plainview.h"

#include "app/run/plaintext.h"
#include "app/terminal/connectiontext.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

QString stepsWord(const WorkflowUpdate &update)
{
    const QString total = update.totalSteps > 0 ? QString::number(update.totalSteps) : u"?"_s;
    return QString::number(update.currentStep) + u'/' + total;
}

QString plainLine(const WorkflowUpdate &update)
{
    const QString message = plainText(update.message, MaxMessageBytes);
    return QStringList{QString::fromLatin1(formatTimestamp(update.timestamp)), update.workflowId.toString(),
        QString(toText(update.status)), stepsWord(update), message}
        .join(u' ')
        .trimmed();
}

} // namespace

void PlainView::showUpdate(const WorkflowUpdate &update)
{
    m_io.out << (m_isJson ? QString::fromUtf8(encode(update)) : plainLine(update)) << '\n';
    m_io.out.flush();
}

void PlainView::showDeleted(const WorkflowId &id)
{
    if (!m_isJson) {
        m_io.out << QString::fromLatin1(formatTimestamp(currentTimestamp())) << ' ' << id.toString() << " deleted\n";
        m_io.out.flush();
    }
}

/// Each loss once, not each try.
void PlainView::showConnection(const WorkflowConnection &connection)
{
    using State = WorkflowConnection::State;
    if (connection.state() == State::Connected && std::exchange(m_wasLost, false)) {
        m_io.err << "flowcast watch: connected again\n";
    } else if (connection.state() == State::Waiting && !std::exchange(m_wasLost, true)) {
        m_io.err << "flowcast watch: " << connectionText(connection, false) << '\n';
    }
    m_io.err.flush();
}

} // namespace Flowcast
