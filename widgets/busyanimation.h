#pragma once

#include <QElapsedTimer>
#include <QRegion>
#include <QTimer>
#include <QWidget>

namespace Flowcast {

/// Moves the busy bars of one widget, and only those that are seen: whoever paints one says where, and the next frame
/// repaints just that. When nothing busy was painted it stops; a hidden window costs nothing. GUI thread, child of the
/// widget.
class BusyAnimation final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BusyAnimation)

public:
    explicit BusyAnimation(QWidget *painted);

    [[nodiscard]] double phase() const; ///< 0 to 1, then from the start.
    void barPainted(const QRect &rect); ///< In coordinates of the widget.
    [[nodiscard]] bool isActive() const { return m_timer.isActive(); }

private:
    void onFrame();

    QWidget *m_widget;
    QTimer m_timer;
    QElapsedTimer m_time;
    QRegion m_painted;
};

} // namespace Flowcast
