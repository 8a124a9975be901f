#include "widgets/workflowview.h"

#include "client/workflowfilter.h"
#include "client/workflowmodel.h"
#include "widgets/busyanimation.h"
#include "widgets/flatheader.h"
#include "widgets/workflowdelegate.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

using M = WorkflowModel;

constexpr int LeastNameWidth = 120;
// Below these widths of the list a column is hidden.
constexpr int LeastWidthForMessage = 840;
constexpr int LeastWidthForSteps = 600;
constexpr int LeastWidthForAge = 460;
constexpr int NarrowProgress = 130;

} // namespace

WorkflowView::WorkflowView(WorkflowFilter *filter, QWidget *parent)
    : QTableView(parent), m_filter(filter), m_animation(new BusyAnimation(viewport())),
      m_delegate(new WorkflowDelegate(m_animation, this))
{
    setModel(filter);
    setItemDelegate(m_delegate);
    setAccessibleName(tr("Workflows"));
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setWordWrap(false);
    setFrameShape(NoFrame);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setCornerButtonEnabled(false);
    setUpHeaders();
    setSortingEnabled(true);
    sortByColumn(M::StatusColumn, Qt::AscendingOrder);
    // After the view's own: then the rows are gone for it too.
    connect(filter, &QAbstractItemModel::rowsRemoved, this, &WorkflowView::onRowsRemoved);
    connect(filter, &QAbstractItemModel::rowsInserted, this, [this] { choose(m_current); });
    connect(filter, &QAbstractItemModel::modelReset, this, [this] { choose(m_current); });
    connect(this, &QTableView::doubleClicked, this, &WorkflowView::detailsRequested);
}

void WorkflowView::setUpHeaders()
{
    setHorizontalHeader(new FlatHeader(WorkflowDelegate::Padding, this)); // child of this view
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(1);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(M::NameColumn, QHeaderView::Interactive);
    horizontalHeader()->setMinimumSectionSize(LeastNameWidth / 2);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, &WorkflowView::onSectionResized);
}

QSize WorkflowView::sizeHint() const
{
    return {780, 480};
}

WorkflowId WorkflowView::currentWorkflow() const
{
    return m_current;
}

void WorkflowView::choose(const WorkflowId &id)
{
    const QModelIndex index = m_filter->indexOf(id);
    if (index.isValid() && index.row() != currentIndex().row()) {
        selectRow(index.row());
    } else if (id.isEmpty()) {
        setCurrentIndex({});
        clearSelection();
    }
}

void WorkflowView::setNameShare(double share)
{
    m_nameShare = std::clamp(share, 0.1, 0.9);
    layOutColumns();
}

void WorkflowView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    layOutColumns();
}

void WorkflowView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        layOutColumns();
    }
}

void WorkflowView::layOutColumns()
{
    m_layingOut = true;
    const int width = viewport()->width();
    const bool messages = width >= LeastWidthForMessage;
    verticalHeader()->setDefaultSectionSize(WorkflowDelegate::rowHeight(font()));
    setColumnHidden(M::MessageColumn, !messages);
    setColumnHidden(M::StepsColumn, width < LeastWidthForSteps);
    setColumnHidden(M::AgeColumn, width < LeastWidthForAge);
    m_delegate->setMessageBelowName(!messages);

    int rest = width;
    for (const int column : {M::StatusColumn, M::ProgressColumn, M::StepsColumn, M::AgeColumn}) {
        const int wanted = WorkflowDelegate::columnWidth(column, font());
        setColumnWidth(column,
            width >= LeastWidthForSteps || column != M::ProgressColumn ? wanted : std::min(wanted, NarrowProgress));
        rest -= isColumnHidden(column) ? 0 : columnWidth(column);
    }
    const int name = std::max(LeastNameWidth, messages ? int(rest * m_nameShare) : rest);
    setColumnWidth(M::NameColumn, name);
    setColumnWidth(M::MessageColumn, std::max(LeastNameWidth, rest - name));
    m_layingOut = false;
}

/// Somebody drags the line between name and what follows: the message gets the rest.
void WorkflowView::onSectionResized(int column, int before, int after)
{
    if (m_layingOut || column != M::NameColumn || isColumnHidden(M::MessageColumn)) {
        return;
    }
    const int both = before + columnWidth(M::MessageColumn);
    setNameShare(double(after) / std::max(1, both));
}

void WorkflowView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copyId();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && !m_current.isEmpty()) {
        Q_EMIT detailsRequested();
    } else {
        QTableView::keyPressEvent(event);
    }
}

void WorkflowView::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_current.isEmpty()) {
        return;
    }
    auto *menu = new QMenu(this); // deletes itself when it closes
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Show details"), this, &WorkflowView::detailsRequested);
    menu->addSeparator();
    menu->addAction(tr("Copy id"), this, &WorkflowView::copyId)->setShortcut(QKeySequence::Copy);
    menu->addAction(tr("Copy message"), this, &WorkflowView::copyMessage);
    menu->popup(event->globalPos());
}

/// A list has no left and right; Home and End mean its ends.
QModelIndex WorkflowView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    switch (action) {
    case MoveLeft:
    case MoveRight:
        return currentIndex();
    case MoveHome:
        return model()->index(0, 0);
    case MoveEnd:
        return model()->index(model()->rowCount() - 1, 0);
    default:
        return QTableView::moveCursor(action, modifiers);
    }
}

void WorkflowView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    // When the chosen row goes, Qt chooses a neighbour. Nobody asked for that one.
    if (m_rowsAreGoing) {
        return;
    }
    const WorkflowId id = current.isValid() ? m_filter->at(current.row()).workflowId : WorkflowId();
    if (id != m_current) {
        m_current = id;
        Q_EMIT currentWorkflowChanged(id);
    }
}

void WorkflowView::rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last)
{
    m_rowsAreGoing = true;
    QTableView::rowsAboutToBeRemoved(parent, first, last);
}

void WorkflowView::onRowsRemoved()
{
    if (!m_filter->indexOf(m_current).isValid()) {
        setCurrentIndex({});
        clearSelection();
    }
    m_rowsAreGoing = false;
}

void WorkflowView::copyId() const
{
    if (!m_current.isEmpty()) {
        QGuiApplication::clipboard()->setText(m_current.toString());
    }
}

void WorkflowView::copyMessage() const
{
    if (const QModelIndex index = m_filter->indexOf(m_current); index.isValid()) {
        QGuiApplication::clipboard()->setText(m_filter->at(index.row()).message);
    }
}

} // namespace Flowcast
