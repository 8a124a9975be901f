#include "client/resumepoint.h"

#include <algorithm>
#include <utility>

namespace Flowcast {

void ResumePoint::beginConnection()
{
    m_asked = m_place;
}

ResumePoint::Verdict ResumePoint::judge(const WorkflowId &id, quint64 place, quint64 version)
{
    if (version == 0) {
        return Verdict::Tell; // a server that knows only the record's six fields
    }
    const std::optional<quint64> asked = std::exchange(m_asked, std::nullopt);
    const bool startsAnew = asked && place <= *asked;
    if (startsAnew) {
        forgetAll();
    } else if (version <= m_versions.value(id)) {
        return place > m_place.value_or(0) ? Verdict::AskAnew : Verdict::Drop;
    }
    m_place = std::max(place, m_place.value_or(0));
    m_versions.insert(id, version);
    return startsAnew ? Verdict::TellAnew : Verdict::Tell;
}

ResumePoint::Verdict ResumePoint::judgeSynced(quint64 place, bool complete)
{
    const std::optional<quint64> asked = std::exchange(m_asked, std::nullopt);
    const bool startsAnew = asked && place < *asked;
    if (startsAnew) {
        forgetAll();
    }
    m_place = std::max(place, m_place.value_or(0));
    if (startsAnew) {
        return complete ? Verdict::TellAnew : Verdict::AskAnew;
    }
    return Verdict::Tell;
}

void ResumePoint::forgetAll()
{
    m_place.reset();
    m_asked.reset();
    m_versions.clear();
}

} // namespace Flowcast
