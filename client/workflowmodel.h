#pragma once

#include "protocol/workflowupdate.h"

#include <QAbstractTableModel>
#include <QDeadlineTimer>
#include <QHash>
#include <QTimer>

#include <array>
#include <functional>
#include <optional>
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
    using Clock = std::function<Timestamp()>;

    explicit WorkflowModel(QObject *parent = nullptr);

    void setClock(Clock clock); ///< What ages are counted from; for tests. Default: the system's.

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] int rowOf(const WorkflowId &id) const; ///< -1: not known.
    [[nodiscard]] const WorkflowUpdate &at(int row) const;
    [[nodiscard]] int count(WorkflowStatus status) const; ///< How many stand like this.

public Q_SLOTS:
    /// Shown with the next batch. Dropped if its version is lower than the known one: a row never goes back in time.
    void apply(const Flowcast::WorkflowUpdate &update);
    void remove(const Flowcast::WorkflowId &id); ///< With the next batch. A later apply() may have any version.
    void clear(); ///< Now; so that versions may start anew.
    void flush(); ///< Applies what was gathered, now.
    void refreshAges(); ///< Tells of ages whose text has changed; done every second.

Q_SIGNALS:
    void countsChanged(); ///< count() or rowCount() is another.

private:
    /// What has been gathered for one workflow: first forget it, if so, then take the update, if any.
    struct Pending
    {
        bool removed = false;
        std::optional<WorkflowUpdate> update;
    };
    using Batch = QHash<WorkflowId, Pending>;
    /// Columns firstColumn to lastColumn of a row have changed.
    struct Change
    {
        int row;
        int firstColumn;
        int lastColumn;
    };

    Pending &pendingFor(const WorkflowId &id);
    [[nodiscard]] quint64 knownVersion(const WorkflowId &id, const Pending &pending) const;
    void removeGone(const Batch &batch);
    void dropRows(int first, int last);
    void compact(const std::vector<int> &goneRows);
    void changeKnown(Batch &batch, const std::vector<WorkflowId> &order);
    void appendNew(Batch &batch, const std::vector<WorkflowId> &order);
    void replaceRow(int row, WorkflowUpdate update);
    void announce(const std::vector<Change> &changes);
    void reindex() const;
    [[nodiscard]] QVariant display(const WorkflowUpdate &update, int column) const;
    [[nodiscard]] std::chrono::milliseconds age(const WorkflowUpdate &update) const;
    [[nodiscard]] Timestamp ageDue(const WorkflowUpdate &update) const;

    Clock m_clock;
    std::vector<WorkflowUpdate> m_rows;
    std::vector<Timestamp> m_ageDue; // beside m_rows: when the text of its age changes
    mutable QHash<WorkflowId, int> m_rowOf;
    mutable size_t m_indexedRows = 0; // m_rowOf is right for rows below this one
    Batch m_pending;
    std::vector<WorkflowId> m_pendingOrder;
    std::array<int, AllWorkflowStatuses.size()> m_counts{};
    QTimer m_frame;
    QDeadlineTimer m_nextFrame; // no batch before it
    QTimer m_ageTimer;
};

} // namespace Flowcast
