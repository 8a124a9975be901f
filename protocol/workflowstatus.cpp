#include "protocol/workflowstatus.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

QLatin1StringView toText(WorkflowStatus status)
{
    switch (status) {
    case WorkflowStatus::Pending:
        return "pending"_L1;
    case WorkflowStatus::Running:
        return "running"_L1;
    case WorkflowStatus::Paused:
        return "paused"_L1;
    case WorkflowStatus::Completed:
        return "completed"_L1;
    case WorkflowStatus::Failed:
        return "failed"_L1;
    case WorkflowStatus::Cancelled:
        return "cancelled"_L1;
    }
    Q_UNREACHABLE();
}

Result<WorkflowStatus> statusFromText(QByteArrayView text)
{
    for (WorkflowStatus status : AllWorkflowStatuses) {
        if (toText(status).compare(QLatin1StringView(text), Qt::CaseInsensitive) == 0) {
            return status;
        }
    }
    return badField(u"status"_s, u"must be pending, running, paused, completed, failed or cancelled"_s);
}

bool isFinal(WorkflowStatus status)
{
    switch (status) {
    case WorkflowStatus::Completed:
    case WorkflowStatus::Failed:
    case WorkflowStatus::Cancelled:
        return true;
    case WorkflowStatus::Pending:
    case WorkflowStatus::Running:
    case WorkflowStatus::Paused:
        return false;
    }
    Q_UNREACHABLE();
}

} // namespace Flowcast
