#pragma once

#include "protocol/workflowupdate.h"

/// Updates as tests need them.
namespace Flowcast::Testing {

inline WorkflowId id(const char *text)
{
    return WorkflowId::fromTrusted(text);
}

inline WorkflowUpdate update(const char *id, WorkflowStatus status, quint32 step = 0, quint32 total = 0,
    const QString &message = {}, quint64 version = 1)
{
    WorkflowUpdate u;
    u.workflowId = WorkflowId::fromTrusted(id);
    u.status = status;
    u.currentStep = step;
    u.totalSteps = total;
    u.message = message;
    u.version = version;
    u.timestamp = currentTimestamp();
    return u;
}

inline WorkflowUpdate running(const char *id, quint64 version = 1, quint32 step = 1)
{
    return update(id, WorkflowStatus::Running, step, 10, {}, version);
}

} // namespace Flowcast::Testing
