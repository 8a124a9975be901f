#pragma once

#include "protocol/messages.h"

#include <QStringList>

#include <vector>

namespace Flowcast {

/// Workflows as a table with aligned columns for a terminal, or for a file (0 columns: nothing is cut).
class TerminalTable
{
public:
    struct Style
    {
        int columns = 0;
        bool hasColours = false;
    };

    explicit TerminalTable(Style style) : m_style(style) { }

    void add(const WorkflowUpdate &update, Timestamp now);
    [[nodiscard]] QStringList lines() const; ///< The head first.

private:
    struct Row
    {
        QStringList cells;
        QLatin1StringView statusColour;
    };

    [[nodiscard]] std::vector<int> widths() const;
    [[nodiscard]] QString lineOf(const Row &row, const std::vector<int> &widths) const;

    Style m_style;
    std::vector<Row> m_rows;
};

} // namespace Flowcast
