#include "widgets/busyanimation.h"

#include <QStyle>

using namespace std::chrono_literals;

namespace Flowcast {

namespace {

constexpr auto FrameInterval = 33ms;
constexpr qint64 CycleMilliseconds = 1800;
constexpr double PhaseAtRest = 0.5;

} // namespace

BusyAnimation::BusyAnimation(QWidget *painted) : QObject(painted), m_widget(painted)
{
    m_timer.setInterval(FrameInterval);
    connect(&m_timer, &QTimer::timeout, this, &BusyAnimation::onFrame);
    m_time.start();
}

double BusyAnimation::phase() const
{
    return isActive() ? double(m_time.elapsed() % CycleMilliseconds) / CycleMilliseconds : PhaseAtRest;
}

void BusyAnimation::barPainted(const QRect &rect)
{
    // People who asked their desktop for no animations get a still bar.
    if (m_widget->style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, m_widget) <= 0) {
        return;
    }
    m_painted += rect;
    if (!m_timer.isActive()) {
        m_timer.start();
    }
}

void BusyAnimation::onFrame()
{
    if (m_painted.isEmpty()) {
        m_timer.stop();
        return;
    }
    m_widget->update(std::exchange(m_painted, {}));
}

} // namespace Flowcast
