#pragma once

#include "app/commands/command.h"
#include "app/terminal/livescreen.h"
#include "app/terminal/workflowlines.h"
#include "app/watch/watchstates.h"
#include "app/watch/watchview.h"

#include <QPointer>
#include <QTimer>

namespace Flowcast {

/// A block of bars in a terminal, drawn again in its place: at most 20 times a second when something has changed, and
/// four times a second for busy bars, the countdown and a window that has another size. What does not fit is counted
/// in a last line until the end, when everything is shown.
class LiveView final : public QObject, public WatchView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LiveView)

public:
    LiveView(const CommandIo &io, const WatchStates &states);

    void showUpdate(const WorkflowUpdate &update) override;
    void showDeleted(const WorkflowId &id) override;
    void showConnection(const WorkflowConnection &connection) override;
    void finish() override;

Q_SIGNALS:
    void frameDrawn();

private:
    void drawSoon();
    void draw();
    [[nodiscard]] std::vector<TerminalLine> frame(int columns, int rows) const;
    [[nodiscard]] LineStyle style(int columns) const;
    [[nodiscard]] QString troubleText() const;
    void write(const std::vector<TerminalLine> &lines, int columns);

    const CommandIo &m_io;
    const WatchStates &m_states;
    QPointer<const WorkflowConnection> m_troubled; // the last that had another state than connected
    LiveScreen m_screen;
    QTimer m_frameTimer;
    QTimer m_tickTimer;
    int m_tick = 0;
    QString m_drawn;
};

} // namespace Flowcast
