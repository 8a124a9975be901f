#include "app/run/progresstracker.h"

#include "app/run/ctestrecogniser.h"
#include "app/run/makerecogniser.h"
#include "app/run/ninjarecogniser.h"

namespace Flowcast {

using Kind = LineReading::Kind;

ProgressTracker::ProgressTracker()
{
    m_recognisers.push_back(std::make_unique<NinjaRecogniser>());
    m_recognisers.push_back(std::make_unique<MakeRecogniser>());
    m_recognisers.push_back(std::make_unique<CtestRecogniser>());
}

QByteArray ProgressTracker::firstBytes() const
{
    QByteArray bytes;
    for (const auto &recogniser : m_recognisers)
        bytes += recogniser->firstBytes();
    return bytes;
}

bool ProgressTracker::take(QByteArrayView line)
{
    for (const auto &recogniser : m_recognisers) {
        const LineReading reading = recogniser->read(line);
        if (reading.kind != Kind::Nothing)
            return mayHold(recogniser.get(), reading.kind) && accept(recogniser.get(), reading);
    }
    return false;
}

bool ProgressTracker::mayHold(const ProgressRecogniser *recogniser, Kind kind) const
{
    if (!m_holder || m_holder == recogniser)
        return true;
    if (m_holder->isFrame())
        return false;
    const bool isThrough = m_progress.done == m_progress.total; // or has not said how far it is
    return isThrough || (recogniser->isFrame() && kind == Kind::Begin);
}

bool ProgressTracker::accept(const ProgressRecogniser *recogniser, const LineReading &reading)
{
    if (reading.kind == Kind::End) {
        if (m_holder == recogniser)
            m_holder = nullptr;
        return false;
    }
    if (m_holder == recogniser && reading.kind == Kind::Step && isStepBack(reading))
        return false;
    m_holder = recogniser;
    Progress next{reading.done, reading.total, reading.text.toByteArray()};
    if (next == m_progress)
        return false;
    m_progress = std::move(next);
    return true;
}

/// Lines of parallel jobs overtake each other. From the end to the first half, though, it is a new run.
bool ProgressTracker::isStepBack(const LineReading &reading) const
{
    if (reading.total != m_progress.total || reading.done >= m_progress.done)
        return false;
    const bool isNewRun = m_progress.done == m_progress.total && reading.done <= reading.total / 2;
    return !isNewRun;
}

} // namespace Flowcast
