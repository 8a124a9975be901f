#include "widgets/updatelogmodel.h"

#include "client/workflowtext.h"
#include "widgets/displaytext.h"

#include <QDateTime>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace Flowcast {

UpdateLogModel::UpdateLogModel(QObject *parent) : QAbstractListModel(parent)
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(16ms);
    connect(&m_frame, &QTimer::timeout, this, &UpdateLogModel::flush);
}

int UpdateLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant UpdateLogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const WorkflowUpdate &update = m_rows[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: {
        const auto time = QDateTime::fromMSecsSinceEpoch(update.timestamp.time_since_epoch().count());
        return QStringList{time.toString(u"HH:mm:ss"_s), statusWord(update.status), stepsText(update), update.message}
            .join(u"  "_s)
            .trimmed();
    }
    case UpdateRole:
        return QVariant::fromValue(update);
    default:
        return {};
    }
}

void UpdateLogModel::add(const WorkflowUpdate &update)
{
    m_pending.push_front(update);
    if (m_pending.size() > Limit) {
        m_pending.pop_back();
    }
    if (!m_frame.isActive()) {
        m_frame.start();
    }
}

void UpdateLogModel::clear()
{
    m_frame.stop();
    m_pending.clear();
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

void UpdateLogModel::flush()
{
    const auto added = std::exchange(m_pending, {});
    const int surplus = int(m_rows.size() + added.size()) - Limit;
    if (surplus > 0) {
        beginRemoveRows({}, int(m_rows.size()) - surplus, int(m_rows.size()) - 1);
        m_rows.erase(m_rows.end() - surplus, m_rows.end());
        endRemoveRows();
    }
    if (!added.empty()) {
        beginInsertRows({}, 0, int(added.size()) - 1);
        m_rows.insert(m_rows.begin(), added.begin(), added.end());
        endInsertRows();
    }
}

} // namespace Flowcast
