#pragma once

#include "protocol/workflowid.h"

#include <QObject>
#include <QSet>

namespace Flowcast {

class WorkflowConnection;
class WorkflowModel;

/// Fills a model from a connection to all workflows, and takes out what is gone on the server after a reconnect. Both
/// must live as long as this, in the same thread.
class WorkflowFeed final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WorkflowFeed)

public:
    WorkflowFeed(WorkflowConnection *connection, WorkflowModel *model, QObject *parent = nullptr);

private:
    void onSynced(bool complete);

    WorkflowModel *m_model;
    QSet<WorkflowId> m_told; // since the connection was made, until it is synced
    bool m_syncing = true;
};

} // namespace Flowcast
