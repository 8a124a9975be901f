#include "server/store/merge.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

Result<WorkflowUpdate> merge(const WorkflowUpdate &stored, Publish publish, Timestamp now)
{
    WorkflowUpdate next;
    next.workflowId = stored.workflowId;
    next.status = publish.status.value_or(stored.status);
    next.currentStep = publish.currentStep.value_or(stored.currentStep);
    next.totalSteps = publish.totalSteps.value_or(stored.totalSteps);
    next.message = publish.message ? *std::move(publish.message) : stored.message;
    next.timestamp = publish.timestamp.value_or(now);
    next.name = publish.name ? *std::move(publish.name) : stored.name;
    next.version = stored.version + 1;
    if (next.totalSteps != 0 && next.currentStep > next.totalSteps) {
        return badField(publish.currentStep ? u"current_step"_s : u"total_steps"_s,
            u"current_step %1 is past total_steps %2"_s.arg(next.currentStep).arg(next.totalSteps));
    }
    return next;
}

} // namespace Flowcast
