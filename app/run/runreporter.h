#pragma once

#include "app/run/childexit.h"
#include "app/run/progresstracker.h"
#include "protocol/messages.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace Flowcast {

/// Tells the story of a run in publishes: begins, moves (at most 20 times a second, the newest always gets out), ends.
/// Lives in the thread of its owner, a RunSession.
class RunReporter final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RunReporter)

public:
    static constexpr std::chrono::milliseconds MinInterval{50};

    RunReporter(WorkflowId id, QString name, QString commandText, QObject *parent = nullptr);

    void begin();
    void take(const Progress &progress);
    /// \a wasCancelled: the user asked it to end, whatever exit code it made of that. \a lastError may be empty.
    void finish(const ChildExit &exit, bool wasCancelled, const QString &lastError);

Q_SIGNALS:
    void publishReady(const Flowcast::Publish &publish);

private:
    void publishProgress();
    void publishIfNew();
    [[nodiscard]] Publish publishOf(WorkflowStatus status, quint32 done, const QString &message) const;
    [[nodiscard]] QString finalMessage(const ChildExit &exit, const QString &lastError) const;

    WorkflowId m_id;
    QString m_name;
    QString m_commandText;
    Progress m_progress;
    bool m_isNew = false; ///< m_progress has not been published.
    QTimer m_timer; ///< Runs while it is too early for another publish.
    QElapsedTimer m_duration;
};

} // namespace Flowcast
