#include "app/terminal/workflowlines.h"

#include "app/run/plaintext.h"
#include "app/terminal/progressbar.h"
#include "app/terminal/statuscolour.h"
#include "app/terminal/textwidth.h"
#include "client/workflowtext.h"

#include <algorithm>
#include <map>
#include <set>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr int StatusWidth = 9; // "completed"
constexpr int PercentWidth = 4; // "100%"

struct Columns
{
    int name = 0;
    int bar = 0; // 0: none
    int steps = 0;
};

Columns columnsFor(const std::vector<const WorkflowUpdate *> &updates, int width)
{
    Columns columns;
    for (const WorkflowUpdate *update : updates) {
        columns.name = std::max(columns.name, displayWidth(plainText(displayName(*update))));
        columns.steps = std::max(columns.steps, displayWidth(stepsText(*update)));
    }
    columns.name = std::min(columns.name, std::max(8, width / 3));
    columns.bar = width >= 100 ? 30 : width >= 60 ? 16 : width >= 40 ? 8 : 0;
    return columns;
}

TerminalLine workflowLine(const WorkflowUpdate &update, const Columns &columns, const LineStyle &style)
{
    LineBuilder line(style.columns, style.hasColours);
    const QLatin1StringView colour = colourOf(update.status);
    line.addColumn(plainText(displayName(update)), columns.name);
    line.addColumn(QString(toText(update.status)), StatusWidth, colour);
    if (columns.bar > 0) {
        line.addColumn(progressBar(update, columns.bar, style.hasUnicode, style.tick), columns.bar, colour);
    }
    line.addColumn(percentText(update).rightJustified(PercentWidth), PercentWidth);
    line.addColumn(stepsText(update), columns.steps);
    line.add(plainText(update.message));
    return line.line();
}

} // namespace

std::vector<TerminalLine> workflowLines(const std::vector<const WorkflowUpdate *> &updates, const LineStyle &style)
{
    const Columns columns = columnsFor(updates, style.columns);
    std::vector<TerminalLine> lines;
    lines.reserve(updates.size());
    for (const WorkflowUpdate *update : updates) {
        lines.push_back(workflowLine(*update, columns, style));
    }
    return lines;
}

std::vector<const WorkflowUpdate *> chosen(const std::vector<const WorkflowUpdate *> &updates, size_t count)
{
    if (updates.size() <= count) {
        return updates;
    }
    std::vector<const WorkflowUpdate *> byWeight = updates;
    std::stable_sort(byWeight.begin(), byWeight.end(), [](const WorkflowUpdate *a, const WorkflowUpdate *b) {
        const bool aEnded = isFinal(a->status);
        const bool bEnded = isFinal(b->status);
        return aEnded != bEnded ? bEnded : a->timestamp > b->timestamp;
    });
    const std::set<const WorkflowUpdate *> picked(byWeight.begin(), byWeight.begin() + qsizetype(count));
    std::vector<const WorkflowUpdate *> result;
    std::copy_if(updates.begin(), updates.end(), std::back_inserter(result),
        [&picked](const WorkflowUpdate *update) { return picked.count(update) > 0; });
    return result;
}

QString restText(const std::vector<const WorkflowUpdate *> &all, const std::vector<const WorkflowUpdate *> &shown)
{
    std::map<WorkflowStatus, int> counts;
    for (const WorkflowUpdate *update : all) {
        ++counts[update->status];
    }
    for (const WorkflowUpdate *update : shown) {
        --counts[update->status];
    }
    QStringList parts;
    for (const auto &[status, count] : counts) {
        if (count > 0) {
            parts.append(u"%1 %2"_s.arg(count).arg(toText(status)));
        }
    }
    return u"… and %1 more: %2"_s.arg(all.size() - shown.size()).arg(parts.join(u", "_s));
}

} // namespace Flowcast
