#pragma once

#include <QString>

namespace Flowcast {

/// A line for a terminal: escape sequences take no room, so its width is counted apart.
struct TerminalLine
{
    QString text;
    int width = 0;
};

/// Puts a line together from left to right, in a width that it never exceeds.
class LineBuilder
{
public:
    LineBuilder(int maxWidth, bool hasColours) : m_left(maxWidth), m_hasColours(hasColours) { }

    [[nodiscard]] int left() const { return m_left; }
    void add(const QString &text, QLatin1StringView colour = {});
    void addColumn(const QString &text, int width, QLatin1StringView colour = {}); ///< And two spaces.

    [[nodiscard]] TerminalLine line() const { return m_line; }

private:
    TerminalLine m_line;
    int m_left;
    bool m_hasColours;
};

} // namespace Flowcast
