#include "app/terminal/statuscolour.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

QLatin1StringView colourOf(WorkflowStatus status)
{
    switch (status) {
    case WorkflowStatus::Pending:
        return "\x1b[2m"_L1; // dim
    case WorkflowStatus::Running:
        return "\x1b[36m"_L1; // cyan
    case WorkflowStatus::Paused:
        return "\x1b[35m"_L1; // magenta
    case WorkflowStatus::Completed:
        return "\x1b[32m"_L1; // green
    case WorkflowStatus::Failed:
        return "\x1b[31m"_L1; // red
    case WorkflowStatus::Cancelled:
        return "\x1b[33m"_L1; // yellow
    }
    Q_UNREACHABLE();
}

QLatin1StringView noColour()
{
    return "\x1b[0m"_L1;
}

} // namespace Flowcast
