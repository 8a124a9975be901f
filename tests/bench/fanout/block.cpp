#include "tests/bench/fanout/block.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace Flowcast::Bench {

namespace {

constexpr int NameWidth = 22;
constexpr int ColumnWidth = 13;

} // namespace

const double Block::None = std::numeric_limits<double>::quiet_NaN();

Block::Block(std::string title, std::vector<Column> columns) : m_title(std::move(title)), m_columns(std::move(columns))
{
}

void Block::add(const std::string &line, std::vector<double> figures)
{
    auto found = std::find_if(m_lines.begin(), m_lines.end(), [&](const auto &known) { return known.first == line; });
    if (found == m_lines.end()) {
        found = m_lines.insert(m_lines.end(), {line, {}});
    }
    found->second.push_back(std::move(figures));
}

void Block::print() const
{
    std::printf("\n%s\n  %-*s", m_title.c_str(), NameWidth, "");
    for (const Column &column : m_columns) {
        std::printf("%*s", ColumnWidth, column.title);
    }
    std::printf("\n");
    for (const auto &[name, rounds] : m_lines) {
        std::printf("  %-*s", NameWidth, name.c_str());
        for (size_t i = 0; i < m_columns.size(); ++i) {
            std::printf("%*s", ColumnWidth, cell(rounds, i).c_str());
        }
        std::printf("\n");
    }
    for (const std::string &text : m_notes) {
        std::printf("  %s\n", text.c_str());
    }
}

std::string Block::cell(const Rounds &rounds, size_t column) const
{
    std::vector<double> values;
    for (const std::vector<double> &round : rounds) {
        values.push_back(round.at(column));
    }
    const double value = median(std::move(values));
    return std::isnan(value) ? "-" : grouped(value, m_columns[column].decimals);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double quantile(const std::vector<float> &sorted, double q)
{
    return double(sorted[std::min(sorted.size() - 1, size_t(q * double(sorted.size())))]);
}

std::string grouped(double value, int decimals)
{
    std::array<char, 64> text;
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    std::string digits = text.data();
    for (size_t place = std::min(digits.find('.'), digits.size()); place > 3; place -= 3) {
        digits.insert(place - 3, 1, ',');
    }
    return digits;
}

} // namespace Flowcast::Bench
