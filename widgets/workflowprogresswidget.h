#pragma once

#include "client/workflowconnection.h"

#include <QWidget>

class QLabel;

namespace Flowcast {

class ConnectionBar;
class ElidedLabel;
class ProgressBar;

/// Watches one workflow on a server, in any Qt program: name, status, bar, steps and message, and how the connection
/// stands. It connects by itself, and again whenever it has to. Works for a workflow that does not exist yet.
/// GUI thread.
///
///     layout->addWidget(new WorkflowProgressWidget(*serverUrlFromText("localhost"),
///     *WorkflowId::fromBytes("nightly")));
class WorkflowProgressWidget final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WorkflowProgressWidget)

public:
    WorkflowProgressWidget(QUrl server, WorkflowId id, QWidget *parent = nullptr);
    ~WorkflowProgressWidget() override;

    [[nodiscard]] const WorkflowUpdate &current() const { return m_update; } ///< Version 0: nothing is known yet.
    [[nodiscard]] WorkflowConnection *connection() const { return m_connection; }

Q_SIGNALS:
    void updateReceived(const Flowcast::WorkflowUpdate &update); ///< Each one, in order.
    void finished(Flowcast::WorkflowStatus status); ///< It has been completed, has failed or was cancelled.

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildLayout();
    void onUpdateReceived(const WorkflowUpdate &update);
    void refresh();

    WorkflowUpdate m_update;
    WorkflowConnection *m_connection;
    ElidedLabel *m_name;
    QLabel *m_icon;
    QLabel *m_status;
    ProgressBar *m_bar;
    QLabel *m_steps;
    ElidedLabel *m_message;
    ConnectionBar *m_connectionBar;
    QTimer *m_frame; // repaints once for many updates
};

} // namespace Flowcast
