#include "client/workflowfeed.h"

#include "client/workflowconnection.h"
#include "client/workflowmodel.h"

namespace Flowcast {

WorkflowFeed::WorkflowFeed(WorkflowConnection *connection, WorkflowModel *model, QObject *parent)
    : QObject(parent), m_model(model)
{
    connect(connection, &WorkflowConnection::stateChanged, this, [this](WorkflowConnection::State state) {
        if (state == WorkflowConnection::State::Connected) {
            m_told.clear();
            m_syncing = true;
        }
    });
    connect(connection, &WorkflowConnection::updateReceived, this, [this](const WorkflowUpdate &update) {
        m_model->apply(update);
        if (m_syncing) {
            m_told.insert(update.workflowId);
        }
    });
    connect(connection, &WorkflowConnection::workflowDeleted, m_model, &WorkflowModel::remove);
    connect(connection, &WorkflowConnection::storeReplaced, m_model, &WorkflowModel::clear);
    connect(connection, &WorkflowConnection::synced, this, &WorkflowFeed::onSynced);
}

void WorkflowFeed::onSynced(bool complete)
{
    m_syncing = false;
    if (complete) {
        for (int row = 0; row < m_model->rowCount(); ++row) {
            if (const WorkflowId &id = m_model->at(row).workflowId; !m_told.contains(id)) {
                m_model->remove(id);
            }
        }
    }
    m_told.clear();
}

} // namespace Flowcast
