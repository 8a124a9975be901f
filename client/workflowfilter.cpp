#include "client/workflowfilter.h"

#include "client/workflowmodel.h"
#include "client/workflowtext.h"

#include <QElapsedTimer>
#include <QLocale>

#include <algorithm>

using namespace std::chrono_literals;

namespace Flowcast {

namespace {

template <typename T>
int threeWay(const T &a, const T &b)
{
    return a < b ? -1 : int(b < a);
}

/// What needs a person's eye first.
int rankOf(WorkflowStatus status)
{
    switch (status) {
    case WorkflowStatus::Running:
        return 0;
    case WorkflowStatus::Paused:
        return 1;
    case WorkflowStatus::Pending:
        return 2;
    case WorkflowStatus::Completed:
    case WorkflowStatus::Failed:
    case WorkflowStatus::Cancelled:
        return 3;
    }
    Q_UNREACHABLE();
}

/// These change all the time: rows that jump at every update could not be read.
bool isRestless(int column)
{
    return column != WorkflowModel::StatusColumn && column != WorkflowModel::NameColumn;
}

/// The C locale's collation knows no numbers: "build-10" would come before "build-9".
QLocale collationLocale()
{
    const QLocale locale = QLocale::system().collation();
    return locale.language() == QLocale::C ? QLocale(QLocale::English) : locale;
}

} // namespace

WorkflowFilter::WorkflowFilter(WorkflowModel *source, QObject *parent)
    : QSortFilterProxyModel(parent), m_source(source), m_collator(collationLocale())
{
    m_collator.setNumericMode(true);
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
    m_refreshTimer.setSingleShot(true);
    connect(&m_refreshTimer, &QTimer::timeout, this, &WorkflowFilter::refresh);
    setDynamicSortFilter(false);
    setSourceModel(source);
    connect(source, &WorkflowModel::dataChanged, this, &WorkflowFilter::onDataChanged);
    connect(source, &WorkflowModel::rowsInserted, this, &WorkflowFilter::scheduleRefresh);
    connect(source, &WorkflowModel::modelReset, this, &WorkflowFilter::scheduleRefresh);
    sort(WorkflowModel::StatusColumn);
}

void WorkflowFilter::setText(const QString &text)
{
    if (text == m_text) {
        return;
    }
    m_text = text;
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
    refresh();
    Q_EMIT textChanged(text);
}

const WorkflowUpdate &WorkflowFilter::at(int row) const
{
    return m_source->at(mapToSource(index(row, 0)).row());
}

QModelIndex WorkflowFilter::indexOf(const WorkflowId &id) const
{
    const int row = m_source->rowOf(id);
    return row < 0 ? QModelIndex() : mapFromSource(m_source->index(row, 0));
}

void WorkflowFilter::sort(int column, Qt::SortOrder order)
{
    QElapsedTimer timer;
    timer.start();
    QSortFilterProxyModel::sort(column, order);
    m_lastRefreshTook = std::chrono::milliseconds(timer.elapsed());
}

bool WorkflowFilter::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    if (m_words.isEmpty()) {
        return true;
    }
    const WorkflowUpdate &update = m_source->at(sourceRow);
    const QString id = update.workflowId.toString();
    const QString status = statusWord(update.status);
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString &word) {
        return update.name.contains(word, Qt::CaseInsensitive) || id.contains(word, Qt::CaseInsensitive)
            || update.message.contains(word, Qt::CaseInsensitive) || status.contains(word, Qt::CaseInsensitive);
    });
}

bool WorkflowFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const WorkflowUpdate &a = m_source->at(left.row());
    const WorkflowUpdate &b = m_source->at(right.row());
    if (const int order = compare(a, b, left.column())) {
        return order < 0;
    }
    return a.workflowId < b.workflowId;
}

int WorkflowFilter::compare(const WorkflowUpdate &a, const WorkflowUpdate &b, int column) const
{
    switch (WorkflowModel::Column(column)) {
    case WorkflowModel::StatusColumn:
        return compareStanding(a, b);
    case WorkflowModel::NameColumn:
        return compareNames(a, b);
    case WorkflowModel::ProgressColumn:
        return threeWay(fractionOf(a).value_or(-1), fractionOf(b).value_or(-1));
    case WorkflowModel::StepsColumn:
        return threeWay(a.currentStep, b.currentStep);
    case WorkflowModel::MessageColumn:
        return a.message.compare(b.message, Qt::CaseInsensitive);
    case WorkflowModel::AgeColumn:
        return threeWay(b.timestamp, a.timestamp); // the youngest age first
    case WorkflowModel::ColumnCount:
        break;
    }
    return 0;
}

int WorkflowFilter::compareStanding(const WorkflowUpdate &a, const WorkflowUpdate &b) const
{
    if (const int order = threeWay(rankOf(a.status), rankOf(b.status))) {
        return order;
    }
    return isFinal(a.status) ? threeWay(b.timestamp, a.timestamp) : compareNames(a, b);
}

int WorkflowFilter::compareNames(const WorkflowUpdate &a, const WorkflowUpdate &b) const
{
    return m_collator.compare(displayName(a), displayName(b));
}

void WorkflowFilter::onDataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight)
{
    const bool order = topLeft.column() <= sortColumn() && sortColumn() <= bottomRight.column();
    const bool onlyAges = topLeft.column() == WorkflowModel::AgeColumn;
    if (order || (!m_words.isEmpty() && !onlyAges)) {
        scheduleRefresh();
    }
}

void WorkflowFilter::scheduleRefresh()
{
    if (!m_refreshTimer.isActive()) {
        const auto least = isRestless(sortColumn()) ? 1000ms : 0ms;
        m_refreshTimer.start(std::max(least, std::min(m_lastRefreshTook * 20, 2000ms)));
    }
}

void WorkflowFilter::refresh()
{
    m_refreshTimer.stop();
    if (!m_words.isEmpty()) {
        invalidateFilter();
    }
    sort(sortColumn(), sortOrder());
}

} // namespace Flowcast
