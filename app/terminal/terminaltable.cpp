#include "app/terminal/terminaltable.h"

#include "app/run/plaintext.h"
#include "app/terminal/linebuilder.h"
#include "app/terminal/statuscolour.h"
#include "app/terminal/textwidth.h"
#include "client/workflowtext.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr qsizetype StatusCell = 1;

QStringList headCells()
{
    return {u"ID"_s, u"STATUS"_s, u"DONE"_s, u"STEPS"_s, u"AGE"_s, u"NAME"_s, u"MESSAGE"_s};
}

} // namespace

void TerminalTable::add(const WorkflowUpdate &update, Timestamp now)
{
    m_rows.push_back(
        {{update.workflowId.toString(), QString(toText(update.status)), percentText(update), stepsText(update),
             ageText(now - update.timestamp), plainText(update.name), plainText(update.message, MaxMessageBytes)},
            colourOf(update.status)});
}

QStringList TerminalTable::lines() const
{
    const std::vector<int> columnWidths = widths();
    QStringList lines{lineOf({headCells(), {}}, columnWidths)};
    for (const Row &row : m_rows) {
        lines.append(lineOf(row, columnWidths));
    }
    return lines;
}

std::vector<int> TerminalTable::widths() const
{
    std::vector<int> widths;
    for (const QString &head : headCells()) {
        widths.push_back(displayWidth(head));
    }
    for (const Row &row : m_rows) {
        for (size_t i = 0; i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], displayWidth(row.cells[qsizetype(i)]));
        }
    }
    if (m_style.columns > 0) { // long ids and names must leave room for the rest
        const int most = std::max(8, m_style.columns / 4);
        std::for_each(widths.begin(), widths.end(), [most](int &width) { width = std::min(width, most); });
    }
    return widths;
}

QString TerminalTable::lineOf(const Row &row, const std::vector<int> &widths) const
{
    constexpr int unlimited = 1 << 20;
    LineBuilder line(m_style.columns > 0 ? m_style.columns : unlimited, m_style.hasColours);
    for (qsizetype i = 0; i + 1 < row.cells.size(); ++i) {
        line.addColumn(row.cells[i], widths[size_t(i)], i == StatusCell ? row.statusColour : QLatin1StringView());
    }
    line.add(row.cells.last()); // the message takes what is left
    QString text = line.line().text;
    while (text.endsWith(u' ')) {
        text.chop(1);
    }
    return text;
}

} // namespace Flowcast
