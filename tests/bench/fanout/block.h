#pragma once

#include <string>
#include <utility>
#include <vector>

namespace Flowcast::Bench {

/// What is printed of one row: a line for each server, the figures of which are medians of the rounds.
class Block
{
public:
    struct Column
    {
        const char *title;
        int decimals = 2;
    };

    /// Stands in a column that has nothing to say about this line.
    static const double None;

    Block(std::string title, std::vector<Column> columns);
    /// The figures of one round, in the order of the columns.
    void add(const std::string &line, std::vector<double> figures);
    void note(std::string text) { m_notes.push_back(std::move(text)); }
    void print() const;

private:
    using Rounds = std::vector<std::vector<double>>;

    [[nodiscard]] std::string cell(const Rounds &rounds, size_t column) const;

    std::string m_title;
    std::vector<Column> m_columns;
    std::vector<std::pair<std::string, Rounds>> m_lines; ///< In the order of their first figures.
    std::vector<std::string> m_notes;
};

[[nodiscard]] double median(std::vector<double> values);
/// \a sorted must not be empty.
[[nodiscard]] double quantile(const std::vector<float> &sorted, double q);
/// With commas between thousands.
[[nodiscard]] std::string grouped(double value, int decimals = 0);

} // namespace Flowcast::Bench
