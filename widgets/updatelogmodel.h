#pragma once

#include "protocol/workflowupdate.h"

#include <QAbstractListModel>
#include <QTimer>

#include <deque>

namespace Flowcast {

/// The latest updates of one workflow, the newest first. Takes a batch per painted frame and keeps the last 200.
/// GUI thread.
class UpdateLogModel final : public QAbstractListModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(UpdateLogModel)

public:
    static constexpr int Limit = 200;
    static constexpr int UpdateRole = Qt::UserRole;

    explicit UpdateLogModel(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

public Q_SLOTS:
    void add(const Flowcast::WorkflowUpdate &update);
    void clear();

private:
    void flush();

    std::deque<WorkflowUpdate> m_rows; // newest first
    std::deque<WorkflowUpdate> m_pending; // newest first
    QTimer m_frame;
};

} // namespace Flowcast
