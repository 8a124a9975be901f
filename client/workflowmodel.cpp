#include "client/workflowmodel.h"

#include "client/workflowtext.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace Flowcast {

namespace {

constexpr auto FrameInterval = 16ms;
// Past so many separate runs of rows in one batch a reset is cheaper for everybody than one removal after the other.
constexpr size_t MaxRemovedRuns = 64;

/// The columns that show a different thing now: first and last; nothing if none does.
std::optional<std::pair<int, int>> changedColumns(const WorkflowUpdate &before, const WorkflowUpdate &after)
{
    using M = WorkflowModel;
    const bool status = before.status != after.status;
    const bool steps = before.currentStep != after.currentStep || before.totalSteps != after.totalSteps;
    const bool time = before.timestamp != after.timestamp;
    const std::array<bool, M::ColumnCount> changed{status || (time && isFinal(after.status)), // ended ones sort by time
        before.name != after.name, status || steps, steps, before.message != after.message, time};
    const auto first = std::find(changed.begin(), changed.end(), true);
    if (first == changed.end()) {
        return std::nullopt;
    }
    const auto last = std::find(changed.rbegin(), changed.rend(), true);
    return std::pair(int(first - changed.begin()), int(changed.rend() - last) - 1);
}

/// Sorted rows as runs [first, last] without a gap.
std::vector<std::pair<int, int>> runsOf(const std::vector<int> &rows)
{
    std::vector<std::pair<int, int>> runs;
    for (int row : rows) {
        if (!runs.empty() && runs.back().second + 1 == row) {
            runs.back().second = row;
        } else {
            runs.emplace_back(row, row);
        }
    }
    return runs;
}

} // namespace

WorkflowModel::WorkflowModel(QObject *parent) : QAbstractTableModel(parent), m_clock(currentTimestamp)
{
    m_frame.setSingleShot(true);
    m_frame.setTimerType(Qt::PreciseTimer);
    connect(&m_frame, &QTimer::timeout, this, &WorkflowModel::flush);
    m_ageTimer.setInterval(1s);
    connect(&m_ageTimer, &QTimer::timeout, this, &WorkflowModel::refreshAges);
    m_ageTimer.start();
}

void WorkflowModel::setClock(Clock clock)
{
    m_clock = std::move(clock);
    std::transform(m_rows.begin(), m_rows.end(), m_ageDue.begin(), [this](const auto &row) { return ageDue(row); });
}

int WorkflowModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int WorkflowModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant WorkflowModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const WorkflowUpdate &update = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return display(update, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == StepsColumn || index.column() == AgeColumn ? int(Qt::AlignRight | Qt::AlignVCenter)
                                                                            : int(Qt::AlignLeft | Qt::AlignVCenter);
    case UpdateRole:
        return QVariant::fromValue(update);
    case IdRole:
        return update.workflowId.toString();
    case SortRole:
        switch (index.column()) {
        case StatusColumn:
            return int(update.status);
        case ProgressColumn:
            return fractionOf(update).value_or(-1);
        case StepsColumn:
            return update.currentStep;
        case AgeColumn:
            return qint64(update.timestamp.time_since_epoch().count());
        default:
            return display(update, index.column());
        }
    default:
        return {};
    }
}

QVariant WorkflowModel::display(const WorkflowUpdate &update, int column) const
{
    switch (Column(column)) {
    case StatusColumn:
        return statusWord(update.status);
    case NameColumn:
        return displayName(update);
    case ProgressColumn:
        return percentText(update);
    case StepsColumn:
        return stepsText(update);
    case MessageColumn:
        return update.message;
    case AgeColumn:
        return ageText(age(update));
    case ColumnCount:
        break;
    }
    return {};
}

QVariant WorkflowModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return section == StepsColumn || section == AgeColumn ? int(Qt::AlignRight | Qt::AlignVCenter)
                                                              : int(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    static constexpr std::array titles{QT_TR_NOOP("Status"), QT_TR_NOOP("Workflow"), QT_TR_NOOP("Progress"),
        QT_TR_NOOP("Steps"), QT_TR_NOOP("Message"), QT_TR_NOOP("Age")};
    return tr(titles[size_t(section)]);
}

int WorkflowModel::rowOf(const WorkflowId &id) const
{
    reindex();
    return m_rowOf.value(id, -1);
}

const WorkflowUpdate &WorkflowModel::at(int row) const
{
    return m_rows.at(size_t(row));
}

int WorkflowModel::count(WorkflowStatus status) const
{
    return m_counts[size_t(status)];
}

void WorkflowModel::apply(const WorkflowUpdate &update)
{
    Pending &pending = pendingFor(update.workflowId);
    if (update.version >= knownVersion(update.workflowId, pending)) {
        pending.update = update;
    }
}

void WorkflowModel::remove(const WorkflowId &id)
{
    pendingFor(id) = Pending{true, std::nullopt};
}

void WorkflowModel::clear()
{
    m_pending.clear();
    m_pendingOrder.clear();
    m_frame.stop();
    if (m_rows.empty()) {
        return;
    }
    beginResetModel();
    m_rows.clear();
    m_ageDue.clear();
    m_rowOf.clear();
    m_indexedRows = 0;
    m_counts = {};
    endResetModel();
    Q_EMIT countsChanged();
}

void WorkflowModel::flush()
{
    m_frame.stop();
    m_nextFrame.setRemainingTime(FrameInterval, Qt::PreciseTimer);
    // Whoever is told may call apply() again: that belongs to the next batch.
    Batch batch = std::exchange(m_pending, {});
    const std::vector<WorkflowId> order = std::exchange(m_pendingOrder, {});
    const auto countsBefore = m_counts;
    removeGone(batch);
    changeKnown(batch, order);
    appendNew(batch, order);
    if (m_counts != countsBefore) {
        Q_EMIT countsChanged();
    }
}

void WorkflowModel::refreshAges()
{
    const Timestamp now = m_clock();
    std::vector<Change> changes;
    for (size_t row = 0; row < m_rows.size(); ++row) {
        if (m_ageDue[row] <= now) {
            m_ageDue[row] = ageDue(m_rows[row]);
            changes.push_back({int(row), AgeColumn, AgeColumn});
        }
    }
    announce(changes);
}

WorkflowModel::Pending &WorkflowModel::pendingFor(const WorkflowId &id)
{
    const auto it = m_pending.find(id);
    if (it != m_pending.end()) {
        return it.value();
    }
    if (!m_frame.isActive()) {
        // One that comes alone is shown with the next turn of the event loop, those behind it once per frame.
        m_frame.start(int(m_nextFrame.remainingTime()));
    }
    m_pendingOrder.push_back(id);
    return m_pending[id];
}

quint64 WorkflowModel::knownVersion(const WorkflowId &id, const Pending &pending) const
{
    if (pending.update) {
        return pending.update->version;
    }
    const int row = pending.removed ? -1 : rowOf(id);
    return row < 0 ? 0 : at(row).version;
}

void WorkflowModel::removeGone(const Batch &batch)
{
    std::vector<int> rows;
    for (auto it = batch.begin(); it != batch.end(); ++it) {
        if (const int row = it->removed && !it->update ? rowOf(it.key()) : -1; row >= 0) {
            rows.push_back(row);
        }
    }
    std::sort(rows.begin(), rows.end());
    const auto runs = runsOf(rows);
    if (runs.size() > MaxRemovedRuns) {
        compact(rows);
        return;
    }
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) { // from the end: the rows before stay where they are
        dropRows(run->first, run->second);
    }
}

void WorkflowModel::dropRows(int first, int last)
{
    beginRemoveRows({}, first, last);
    for (int row = first; row <= last; ++row) {
        m_rowOf.remove(at(row).workflowId);
        --m_counts[size_t(at(row).status)];
    }
    m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
    m_ageDue.erase(m_ageDue.begin() + first, m_ageDue.begin() + last + 1);
    m_indexedRows = std::min(m_indexedRows, size_t(first));
    endRemoveRows();
}

void WorkflowModel::compact(const std::vector<int> &goneRows)
{
    beginResetModel();
    std::vector<bool> gone(m_rows.size());
    for (int row : goneRows) {
        gone[size_t(row)] = true;
        --m_counts[size_t(at(row).status)];
    }
    size_t kept = 0;
    for (size_t row = 0; row < m_rows.size(); ++row) {
        if (!gone[row] && kept++ != row) {
            m_rows[kept - 1] = std::move(m_rows[row]);
            m_ageDue[kept - 1] = m_ageDue[row];
        }
    }
    m_rows.resize(kept);
    m_ageDue.resize(kept);
    m_rowOf.clear();
    m_indexedRows = 0;
    endResetModel();
}

void WorkflowModel::changeKnown(Batch &batch, const std::vector<WorkflowId> &order)
{
    std::vector<Change> changes;
    for (const WorkflowId &id : order) {
        const int row = rowOf(id);
        std::optional<WorkflowUpdate> &update = batch[id].update;
        if (row < 0 || !update) {
            continue;
        }
        const auto columns = changedColumns(at(row), *update);
        replaceRow(row, *std::exchange(update, {}));
        if (columns) {
            changes.push_back({row, columns->first, columns->second});
        }
    }
    std::sort(changes.begin(), changes.end(), [](const Change &a, const Change &b) { return a.row < b.row; });
    announce(changes);
}

void WorkflowModel::replaceRow(int row, WorkflowUpdate update)
{
    WorkflowUpdate &place = m_rows[size_t(row)];
    --m_counts[size_t(place.status)];
    ++m_counts[size_t(update.status)];
    m_ageDue[size_t(row)] = ageDue(update);
    place = std::move(update);
}

void WorkflowModel::appendNew(Batch &batch, const std::vector<WorkflowId> &order)
{
    std::vector<WorkflowUpdate> added;
    for (const WorkflowId &id : order) {
        if (std::optional<WorkflowUpdate> &update = batch[id].update) {
            added.push_back(*std::exchange(update, {}));
        }
    }
    if (added.empty()) {
        return;
    }
    beginInsertRows({}, rowCount(), rowCount() + int(added.size()) - 1);
    for (WorkflowUpdate &update : added) {
        ++m_counts[size_t(update.status)];
        m_ageDue.push_back(ageDue(update));
        m_rows.push_back(std::move(update));
    }
    endInsertRows();
}

void WorkflowModel::announce(const std::vector<Change> &changes)
{
    for (size_t i = 0; i < changes.size();) {
        Change run = changes[i];
        const int firstRow = run.row;
        for (++i; i < changes.size() && changes[i].row == run.row + 1; ++i) {
            run = {changes[i].row, std::min(run.firstColumn, changes[i].firstColumn),
                std::max(run.lastColumn, changes[i].lastColumn)};
        }
        Q_EMIT dataChanged(index(firstRow, run.firstColumn), index(run.row, run.lastColumn));
    }
}

/// Done when somebody asks, so that removing many rows costs one pass.
void WorkflowModel::reindex() const
{
    for (; m_indexedRows < m_rows.size(); ++m_indexedRows) {
        m_rowOf.insert(m_rows[m_indexedRows].workflowId, int(m_indexedRows));
    }
}

std::chrono::milliseconds WorkflowModel::age(const WorkflowUpdate &update) const
{
    return m_clock() - update.timestamp;
}

Timestamp WorkflowModel::ageDue(const WorkflowUpdate &update) const
{
    const Timestamp now = m_clock();
    return now + untilAgeTextChanges(now - update.timestamp);
}

} // namespace Flowcast
