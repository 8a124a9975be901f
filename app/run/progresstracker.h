#pragma once

#include "app/run/progressrecogniser.h"

#include <QByteArray>

#include <memory>
#include <vector>

namespace Flowcast {

/// How far a command is.
struct Progress
{
    quint32 done = 0;
    quint32 total = 0; ///< 0: not known yet.
    QByteArray text; ///< Of the step, as the tool printed it.
    bool operator==(const Progress &) const = default;
};

/// Decides which tool's progress counts when several print: the first one that is recognised holds the bar until it is
/// through. A frame (ctest) that begins inside another takes the bar, and gives it back at its end.
/// A plain class without a thread of its own; owned by a ProgressReader.
class ProgressTracker
{
public:
    ProgressTracker(); ///< Knows ninja, make/CMake and ctest.

    [[nodiscard]] QByteArray firstBytes() const; ///< Of all recognisers together.
    /// True if the line changed the progress.
    bool take(QByteArrayView line);
    [[nodiscard]] const Progress &progress() const { return m_progress; }

private:
    [[nodiscard]] bool mayHold(const ProgressRecogniser *recogniser, LineReading::Kind kind) const;
    bool accept(const ProgressRecogniser *recogniser, const LineReading &reading);
    [[nodiscard]] bool isStepBack(const LineReading &reading) const;

    std::vector<std::unique_ptr<ProgressRecogniser>> m_recognisers;
    const ProgressRecogniser *m_holder = nullptr;
    Progress m_progress;
};

} // namespace Flowcast
