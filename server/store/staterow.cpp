#include "server/store/staterow.h"

#include <QStringList>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

QString stateColumns(QLatin1StringView table)
{
    static const QLatin1StringView names[StateColumnCount] = {"status"_L1, "current_step"_L1, "total_steps"_L1,
        "message"_L1, "timestamp"_L1, "name"_L1, "version"_L1, "cursor"_L1, "deleted"_L1};
    QStringList columns;
    for (QLatin1StringView name : names) {
        columns.append(table + u'.' + name);
    }
    return columns.join(u", "_s);
}

WorkflowUpdate readState(const SqliteStatement &row, int first, WorkflowId id)
{
    WorkflowUpdate update;
    update.workflowId = std::move(id);
    update.status = statusFromText(row.text(first)).value_or(WorkflowStatus::Pending);
    update.currentStep = quint32(row.number(first + 1));
    update.totalSteps = quint32(row.number(first + 2));
    update.message = QString::fromUtf8(row.text(first + 3));
    update.timestamp = Timestamp(std::chrono::milliseconds(row.number(first + 4)));
    update.name = QString::fromUtf8(row.text(first + 5));
    update.version = quint64(row.number(first + 6));
    update.cursor = quint64(row.number(first + 7));
    return update;
}

bool readDeleted(const SqliteStatement &row, int first)
{
    return row.number(first + 8) != 0;
}

StoreEvent readEvent(const SqliteStatement &row, int first, WorkflowId id)
{
    WorkflowUpdate update = readState(row, first, std::move(id));
    if (readDeleted(row, first)) {
        return asDeleted(update);
    }
    return update;
}

void bindState(SqliteStatement &statement, int first, const WorkflowUpdate &update, bool deleted)
{
    const QLatin1StringView status = toText(update.status);
    statement.bind(first, QByteArray::fromRawData(status.data(), status.size()));
    statement.bind(first + 1, qint64(update.currentStep));
    statement.bind(first + 2, qint64(update.totalSteps));
    statement.bind(first + 3, update.message.toUtf8());
    statement.bind(first + 4, qint64(update.timestamp.time_since_epoch().count()));
    statement.bind(first + 5, update.name.toUtf8());
    statement.bind(first + 6, qint64(update.version));
    statement.bind(first + 7, qint64(update.cursor));
    statement.bind(first + 8, qint64(deleted));
}

WorkflowDeleted asDeleted(const WorkflowUpdate &update)
{
    return {update.workflowId, update.version, update.cursor, update.timestamp};
}

} // namespace Flowcast
