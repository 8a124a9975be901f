#pragma once

#include "client/workflowconnection.h"

#include <QMainWindow>

class QLabel;
class QLineEdit;
class QSplitter;
class QStackedWidget;

namespace Flowcast {

class ConnectionBar;
class DetailsPane;
class EmptyState;
class WorkflowFilter;
class WorkflowModel;
class WorkflowView;

/// The window of Flowcast: all workflows of a server, and the details of the one that is chosen. It watches the server
/// over a connection of its own, whoever runs it. GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MainWindow)

public:
    explicit MainWindow(QUrl server, QWidget *parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] WorkflowModel *model() const { return m_model; }
    [[nodiscard]] WorkflowConnection *connection() const { return m_connection; }
    [[nodiscard]] DetailsPane *details() const { return m_details; }

    /// Says who serves, beside the connection: "served by this window".
    void setServerRole(const QString &text);
    /// Something that a person should know and settle, above the list; empty: nothing.
    void setNotice(const QString &text);

    /// How the person has laid the window out, to keep over the end of the program.
    [[nodiscard]] QByteArray saveLayout() const;
    void restoreLayout(const QByteArray &layout);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildTop();
    QWidget *buildContent();
    void connectParts();
    void onCurrentWorkflowChanged(const WorkflowId &id);
    void onModelChanged();
    void openDetails();
    void closeDetails();
    void showListOrHint();
    void refreshCounts();
    void applyTheme();

    WorkflowModel *m_model;
    WorkflowFilter *m_filter;
    WorkflowConnection *m_connection;
    QLineEdit *m_filterBox;
    QLabel *m_counts;
    QLabel *m_notice;
    QStackedWidget *m_listStack;
    WorkflowView *m_view;
    EmptyState *m_emptyState;
    DetailsPane *m_details;
    QSplitter *m_splitter;
    ConnectionBar *m_connectionBar;
    QAction *m_searchIcon;
};

} // namespace Flowcast
