#include "server/store/staterow.h"

#include <QVariant>

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

WorkflowUpdate readState(const QSqlQuery &row, int first, WorkflowId id)
{
    WorkflowUpdate update;
    update.workflowId = std::move(id);
    update.status = statusFromText(row.value(first).toString().toLatin1()).value_or(WorkflowStatus::Pending);
    update.currentStep = row.value(first + 1).toUInt();
    update.totalSteps = row.value(first + 2).toUInt();
    update.message = row.value(first + 3).toString();
    update.timestamp = Timestamp(std::chrono::milliseconds(row.value(first + 4).toLongLong()));
    update.name = row.value(first + 5).toString();
    update.version = row.value(first + 6).toULongLong();
    update.cursor = row.value(first + 7).toULongLong();
    return update;
}

bool readDeleted(const QSqlQuery &row, int first)
{
    return row.value(first + 8).toBool();
}

StoreEvent readEvent(const QSqlQuery &row, int first, WorkflowId id)
{
    WorkflowUpdate update = readState(row, first, std::move(id));
    if (readDeleted(row, first)) {
        return asDeleted(update);
    }
    return update;
}

void bindState(QSqlQuery &query, int first, const WorkflowUpdate &update, bool deleted)
{
    // A null QString would be bound as NULL.
    const auto text = [](const QString &s) { return s.isNull() ? u""_s : s; };
    query.bindValue(first, QString(toText(update.status)));
    query.bindValue(first + 1, update.currentStep);
    query.bindValue(first + 2, update.totalSteps);
    query.bindValue(first + 3, text(update.message));
    query.bindValue(first + 4, qint64(update.timestamp.time_since_epoch().count()));
    query.bindValue(first + 5, text(update.name));
    query.bindValue(first + 6, update.version);
    query.bindValue(first + 7, update.cursor);
    query.bindValue(first + 8, int(deleted));
}

WorkflowDeleted asDeleted(const WorkflowUpdate &update)
{
    return {update.workflowId, update.version, update.cursor, update.timestamp};
}

} // namespace Flowcast
