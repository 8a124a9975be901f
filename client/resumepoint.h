#pragma once

#include "protocol/workflowid.h"

#include <QHash>

#include <optional>

namespace Flowcast {

/// Where a watcher stands in what a server tells, over all its connections: what to ask for after a reconnect, and what
/// of the answer is news. The place is a version (one workflow) or a cursor (all of them). A plain value; any thread.
///
/// A connection that asked for "everything after P" gets only places above P, and within one store a higher place of a
/// workflow has a higher version. What contradicts this comes from another store than before.
class ResumePoint
{
public:
    enum class Verdict
    {
        Tell, ///< News.
        Drop, ///< Told before.
        TellAnew, ///< The first of a server that starts from the beginning: forget what is known, then tell.
        AskAnew, ///< Of another store, of which not everything has been asked: forget, and ask for the state now.
    };

    [[nodiscard]] std::optional<quint64> place() const { return m_place; }
    void setPlace(quint64 place) { m_place = place; }

    /// A connection is about to ask for what follows place().
    void beginConnection();
    [[nodiscard]] Verdict judge(const WorkflowId &id, quint64 place, quint64 version);
    [[nodiscard]] Verdict judgeSynced(quint64 place, bool complete);

    void forget(const WorkflowId &id) { m_versions.remove(id); }
    void forgetAll();

private:
    std::optional<quint64> m_place; // the highest told
    std::optional<quint64> m_asked; // by this connection, until its first message
    QHash<WorkflowId, quint64> m_versions; // the last told of each workflow
};

} // namespace Flowcast
