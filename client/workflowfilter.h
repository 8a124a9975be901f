#pragma once

#include "protocol/workflowupdate.h"

#include <QCollator>
#include <QSortFilterProxyModel>
#include <QStringList>
#include <QTimer>

namespace Flowcast {

class WorkflowModel;

/// The rows of a WorkflowModel that contain a text, in order. Sorted by the status column, the default, those that need
/// a person's eye come first: running, paused, pending, then the ended ones, the latest first. Lives in the thread of
/// its owner.
///
/// Order and filter follow changes a moment later, not row by row as QSortFilterProxyModel does: that costs
/// O(rows) per changed row. How long a moment is follows from what the last sort took.
class WorkflowFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WorkflowFilter)

public:
    /// \a source must live as long as this.
    explicit WorkflowFilter(WorkflowModel *source, QObject *parent = nullptr);

    [[nodiscard]] QString text() const { return m_text; }
    /// Shows the rows in which every word of \a text occurs: in name, id, message or the word of the status.
    void setText(const QString &text);

    [[nodiscard]] const WorkflowUpdate &at(int row) const;
    [[nodiscard]] QModelIndex indexOf(const WorkflowId &id) const; ///< Invalid: unknown or filtered out.

    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

Q_SIGNALS:
    void textChanged(const QString &text);

protected:
    [[nodiscard]] bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    void onDataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight);
    void scheduleRefresh();
    void refresh();
    [[nodiscard]] int compare(const WorkflowUpdate &a, const WorkflowUpdate &b, int column) const;
    [[nodiscard]] int compareStanding(const WorkflowUpdate &a, const WorkflowUpdate &b) const;
    [[nodiscard]] int compareNames(const WorkflowUpdate &a, const WorkflowUpdate &b) const;

    WorkflowModel *m_source;
    QString m_text;
    QStringList m_words;
    QCollator m_collator;
    QTimer m_refreshTimer;
    std::chrono::milliseconds m_lastRefreshTook{0};
};

} // namespace Flowcast
