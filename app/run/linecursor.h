#pragma once

#include <QByteArrayView>

#include <optional>

namespace Flowcast {

/// Walks over one line for the recognisers. A plain value.
class LineCursor
{
public:
    explicit LineCursor(QByteArrayView line) : m_line(line) { }

    bool take(char c)
    {
        if (m_line.isEmpty() || m_line.front() != c)
            return false;
        m_line = m_line.sliced(1);
        return true;
    }
    bool take(QByteArrayView word)
    {
        if (!m_line.startsWith(word))
            return false;
        m_line = m_line.sliced(word.size());
        return true;
    }
    /// Takes as many spaces as there are; returns how many.
    qsizetype takeSpaces()
    {
        qsizetype count = 0;
        while (take(' '))
            ++count;
        return count;
    }
    /// At most 9 digits, so that it fits; more of them are no number that a tool counts steps with.
    std::optional<quint32> takeNumber()
    {
        quint32 number = 0;
        qsizetype length = 0;
        while (length < m_line.size() && m_line[length] >= '0' && m_line[length] <= '9') {
            if (length == 9)
                return std::nullopt;
            number = number * 10 + quint32(m_line[length++] - '0');
        }
        if (length == 0)
            return std::nullopt;
        m_line = m_line.sliced(length);
        return number;
    }
    [[nodiscard]] QByteArrayView rest() const { return m_line; }

private:
    QByteArrayView m_line;
};

} // namespace Flowcast
