#pragma once

#include "protocol/workflowid.h"

#include <QTableView>

namespace Flowcast {

class BusyAnimation;
class WorkflowDelegate;
class WorkflowFilter;

/// The table of workflows. Columns take the width they need; name and message share the rest, and in a narrow window
/// those that matter less are hidden. Keys: arrows, Home, End, pages; Enter asks for details, Ctrl+C copies the id.
/// GUI thread.
class WorkflowView final : public QTableView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WorkflowView)

public:
    explicit WorkflowView(WorkflowFilter *filter, QWidget *parent = nullptr);

    [[nodiscard]] WorkflowId currentWorkflow() const; ///< Empty: none is chosen.
    void choose(const WorkflowId &id); ///< None, if it is not among the rows.
    [[nodiscard]] const BusyAnimation *animation() const { return m_animation; }

    [[nodiscard]] double nameShare() const { return m_nameShare; } ///< What name takes of the room beside message.
    void setNameShare(double share);

    /// Asks the font and palette of the moment; a table with no model would otherwise be zero columns wide.
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void currentWorkflowChanged(const Flowcast::WorkflowId &id);
    void detailsRequested(); ///< Enter or a double click.

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last) override;

private:
    void setUpHeaders();
    void layOutColumns();
    void onSectionResized(int column, int before, int after);
    void onRowsRemoved();
    void copyId() const;
    void copyMessage() const;

    WorkflowFilter *m_filter;
    BusyAnimation *m_animation;
    WorkflowDelegate *m_delegate;
    WorkflowId m_current;
    double m_nameShare = 0.4;
    bool m_layingOut = false;
    bool m_rowsAreGoing = false;
};

} // namespace Flowcast
