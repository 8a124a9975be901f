#pragma once

#include "client/workflowconnection.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QListView;
class QToolButton;

namespace Flowcast {

class ElidedLabel;
class MessageText;
class ProgressBar;
class UpdateLogModel;

/// All about one workflow: its fields as the list knows them, and its latest updates, which it fetches from the history
/// and then follows live over a connection of its own. GUI thread.
class DetailsPane final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DetailsPane)

public:
    /// How many updates of before are fetched.
    static constexpr quint64 HistoryWanted = 50;

    explicit DetailsPane(QUrl server, QWidget *parent = nullptr);
    ~DetailsPane() override;

    void showWorkflow(const WorkflowUpdate &update); ///< Another one, or a new state of the one that is shown.
    void clear(); ///< Shows none and closes the connection.
    [[nodiscard]] WorkflowId workflowId() const { return m_update.workflowId; }
    [[nodiscard]] const UpdateLogModel *log() const { return m_log; }
    void focusLog();

public Q_SLOTS:
    void reconnectNow();
    void refreshAge();

Q_SIGNALS:
    void closeRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void buildHeader(QBoxLayout *layout);
    void buildFields(QBoxLayout *layout);
    void buildLog(QBoxLayout *layout);
    void follow();
    void stopFollowing();
    void refresh();
    void applyTheme();
    [[nodiscard]] QString updatedText() const;

    QUrl m_server;
    WorkflowUpdate m_update;
    UpdateLogModel *m_log;
    std::unique_ptr<WorkflowConnection> m_connection;
    QTimer *m_followTimer; // whoever walks through the list opens no connection for each row

    QLabel *m_icon = nullptr;
    QLabel *m_status = nullptr;
    QLabel *m_name = nullptr;
    ElidedLabel *m_id = nullptr;
    QToolButton *m_copyButton = nullptr;
    QToolButton *m_closeButton = nullptr;
    ProgressBar *m_bar = nullptr;
    QLabel *m_steps = nullptr;
    MessageText *m_message = nullptr;
    QLabel *m_updated = nullptr;
    QLabel *m_version = nullptr;
    QListView *m_logView = nullptr;
    QList<QLabel *> m_captions;
};

} // namespace Flowcast
