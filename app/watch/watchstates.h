#pragma once

#include "protocol/workflowupdate.h"

#include <QHash>

#include <map>
#include <optional>
#include <vector>

namespace Flowcast {

/// What `flowcast watch` knows: the last state of each workflow, in the order in which they were first seen, or in the
/// order asked for. Those asked for that nobody has published yet stand there as pending.
class WatchStates
{
public:
    explicit WatchStates(std::vector<WorkflowId> wanted);

    void apply(const WorkflowUpdate &update);
    void remove(const WorkflowId &id);
    void clear();

    [[nodiscard]] std::vector<const WorkflowUpdate *> all() const;
    /// The exit code that says how the wanted ones ended; nothing while one goes on, or if none is wanted.
    [[nodiscard]] std::optional<int> outcome() const;

private:
    void addWanted();

    std::vector<WorkflowId> m_wanted;
    std::map<quint64, WorkflowUpdate> m_states; // by order of appearance
    QHash<WorkflowId, quint64> m_places;
    quint64 m_nextPlace = 0;
};

} // namespace Flowcast
