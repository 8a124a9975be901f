#include "app/watch/watchstates.h"

#include "app/commands/command.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

WorkflowUpdate notYetKnown(const WorkflowId &id)
{
    WorkflowUpdate update;
    update.workflowId = id;
    update.message = u"not on the server yet"_s;
    return update;
}

} // namespace

WatchStates::WatchStates(std::vector<WorkflowId> wanted) : m_wanted(std::move(wanted))
{
    addWanted();
}

void WatchStates::addWanted()
{
    for (const WorkflowId &id : m_wanted) {
        apply(notYetKnown(id));
    }
}

void WatchStates::apply(const WorkflowUpdate &update)
{
    auto place = m_places.find(update.workflowId);
    if (place == m_places.end()) {
        place = m_places.insert(update.workflowId, m_nextPlace++);
    }
    m_states.insert_or_assign(*place, update);
}

void WatchStates::remove(const WorkflowId &id)
{
    if (std::find(m_wanted.begin(), m_wanted.end(), id) != m_wanted.end()) {
        apply(notYetKnown(id));
    } else if (const auto place = m_places.find(id); place != m_places.end()) {
        m_states.erase(*place);
        m_places.erase(place);
    }
}

void WatchStates::clear()
{
    m_states.clear();
    m_places.clear();
    addWanted();
}

std::vector<const WorkflowUpdate *> WatchStates::all() const
{
    std::vector<const WorkflowUpdate *> updates;
    updates.reserve(m_states.size());
    for (const auto &[place, update] : m_states) {
        updates.push_back(&update);
    }
    return updates;
}

std::optional<int> WatchStates::outcome() const
{
    const auto isEnded = [](const auto &state) { return isFinal(state.second.status); };
    if (m_wanted.empty() || !std::all_of(m_states.begin(), m_states.end(), isEnded)) {
        return std::nullopt;
    }
    const auto hasOne = [this](WorkflowStatus status) {
        return std::any_of(
            m_states.begin(), m_states.end(), [status](const auto &state) { return state.second.status == status; });
    };
    return hasOne(WorkflowStatus::Failed)   ? ExitFailed
        : hasOne(WorkflowStatus::Cancelled) ? ExitCancelled
                                            : ExitCompleted;
}

} // namespace Flowcast
