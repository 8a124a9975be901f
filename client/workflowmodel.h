#pragma once

#include "protocol/workflowupdate.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <vector>

namespace Flowcast {

/// The workflows that a client knows, a row each, in the order in which they were first seen. Updates are gathered and
/// applied once per painted frame (16 ms), so that 10,000 updates/s cost a view 60 changes. Lives in the GUI thread
/// (or any with an event loop); owned by its user.
class WorkflowModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WorkflowModel)

public:
    enum Column
    {
        StatusColumn,
        NameColumn,
        ProgressColumn,
        StepsColumn,
        MessageColumn,
        AgeColumn,
        ColumnCount
    };
    enum Role
    {
        UpdateRole = Qt::UserRole, ///< The whole WorkflowUpdate.
        IdRole, ///< QString
        SortRole, ///< What the column sorts by.
    };

    explicit WorkflowModel(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] int rowOf(const WorkflowId &id) const; ///< -1: not known.
    [[nodiscard]] const WorkflowUpdate &at(int row) const;

public Q_SLOTS:
    void apply(const Flowcast::WorkflowUpdate &update); ///< Shown with the next batch.
    void remove(const Flowcast::WorkflowId &id);
    void clear();
    void flush(); ///< Applies what was gathered, now.
};

} // namespace Flowcast
