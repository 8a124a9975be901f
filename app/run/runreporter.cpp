#include "app/run/runreporter.h"

#include "app/run/plaintext.h"
#include "app/run/runlabels.h"

namespace Flowcast {

using namespace Qt::Literals::StringLiterals;

RunReporter::RunReporter(WorkflowId id, QString name, QString commandText, QObject *parent)
    : QObject(parent), m_id(std::move(id)), m_name(std::move(name)), m_commandText(std::move(commandText))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(MinInterval);
    connect(&m_timer, &QTimer::timeout, this, &RunReporter::publishIfNew);
}

void RunReporter::begin()
{
    m_duration.start();
    Publish publish = publishOf(WorkflowStatus::Running, 0, m_commandText);
    publish.name = m_name;
    Q_EMIT publishReady(publish);
}

void RunReporter::take(const Progress &progress)
{
    m_progress = progress;
    m_isNew = true;
    if (!m_timer.isActive())
        publishProgress();
}

void RunReporter::publishIfNew()
{
    if (m_isNew)
        publishProgress();
}

void RunReporter::publishProgress()
{
    m_isNew = false;
    m_timer.start();
    Q_EMIT publishReady(publishOf(WorkflowStatus::Running, m_progress.done, plainText(m_progress.text)));
}

void RunReporter::finish(const ChildExit &exit, bool wasCancelled, const QString &lastError)
{
    m_timer.stop();
    // The last line a tool prints is not always its last step: exit code 0 is what says that all is done.
    const quint32 done = exit.isSuccess() ? m_progress.total : m_progress.done;
    const auto status = exit.isSuccess()     ? WorkflowStatus::Completed
        : exit.isCancelled() || wasCancelled ? WorkflowStatus::Cancelled
                                             : WorkflowStatus::Failed;
    Q_EMIT publishReady(publishOf(status, done, finalMessage(exit, lastError)));
}

Publish RunReporter::publishOf(WorkflowStatus status, quint32 done, const QString &message) const
{
    Publish publish;
    publish.workflowId = m_id;
    publish.status = status;
    publish.currentStep = done;
    publish.totalSteps = m_progress.total;
    publish.message = message;
    publish.timestamp = currentTimestamp(); // it may arrive much later
    return publish;
}

QString RunReporter::finalMessage(const ChildExit &exit, const QString &lastError) const
{
    const QString text = exit.isSuccess() ? u"done"_s : exit.text();
    const QString after = u"%1 after %2"_s.arg(text, durationText(std::chrono::milliseconds(m_duration.elapsed())));
    return exit.isSuccess() || lastError.isEmpty() ? after : u"%1: %2"_s.arg(after, lastError);
}

} // namespace Flowcast
