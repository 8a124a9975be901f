#include "app/watch/liveview.h"

#include "app/terminal/connectiontext.h"
#include "app/terminal/terminal.h"

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

LiveView::LiveView(const CommandIo &io, const WatchStates &states) : m_io(io), m_states(states)
{
    m_frameTimer.setSingleShot(true);
    m_frameTimer.setInterval(50ms);
    connect(&m_frameTimer, &QTimer::timeout, this, &LiveView::draw);
    connect(&m_tickTimer, &QTimer::timeout, this, [this] {
        ++m_tick;
        draw();
    });
    m_tickTimer.start(250ms);
    drawSoon();
}

void LiveView::showUpdate(const WorkflowUpdate &)
{
    drawSoon();
}

void LiveView::showDeleted(const WorkflowId &)
{
    drawSoon();
}

void LiveView::showConnection(const WorkflowConnection &connection)
{
    if (connection.state() != WorkflowConnection::State::Connected) {
        m_troubled = &connection;
    }
    drawSoon();
}

void LiveView::finish()
{
    m_frameTimer.stop();
    m_tickTimer.stop();
    const int columns = terminalSize().columns;
    write(workflowLines(m_states.all(), style(columns)), columns);
}

void LiveView::drawSoon()
{
    if (!m_frameTimer.isActive()) {
        m_frameTimer.start();
    }
}

void LiveView::draw()
{
    const TerminalSize size = terminalSize();
    const std::vector<TerminalLine> lines = frame(size.columns, size.rows);
    QString all = QString::number(size.columns);
    for (const TerminalLine &line : lines) {
        all += line.text + u'\n';
    }
    if (all != m_drawn) {
        m_drawn = all;
        write(lines, size.columns);
    }
}

/// The last row stays free for the cursor: a block that fills the screen would scroll it.
std::vector<TerminalLine> LiveView::frame(int columns, int rows) const
{
    const QString trouble = troubleText();
    const std::vector<const WorkflowUpdate *> all = m_states.all();
    size_t room = size_t(std::max(2, rows - (trouble.isEmpty() ? 1 : 2)));
    room -= all.size() > room ? 1 : 0;
    const std::vector<const WorkflowUpdate *> shown = chosen(all, room);
    std::vector<TerminalLine> lines = workflowLines(shown, style(columns));
    const auto addText = [&lines, columns](const QString &text) {
        LineBuilder line(columns - 1, false);
        line.add(text);
        lines.push_back(line.line());
    };
    if (shown.size() < all.size()) {
        addText(restText(all, shown));
    }
    if (!trouble.isEmpty()) {
        addText(trouble);
    }
    return lines;
}

/// A column stays free: some terminals move on after the last one.
LineStyle LiveView::style(int columns) const
{
    return {.columns = columns - 1, .hasColours = wantsColours(), .hasUnicode = hasUnicode(), .tick = m_tick};
}

QString LiveView::troubleText() const
{
    if (m_troubled && m_troubled->state() != WorkflowConnection::State::Connected) {
        return connectionText(*m_troubled, true);
    }
    return m_states.all().empty() ? u"connected; no workflows yet"_s : QString();
}

void LiveView::write(const std::vector<TerminalLine> &lines, int columns)
{
    m_io.out << m_screen.draw(lines, columns);
    m_io.out.flush();
    Q_EMIT frameDrawn();
}

} // namespace Flowcast
