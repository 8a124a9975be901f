#pragma once

#include <QByteArray>

#include <array>
#include <functional>

namespace Flowcast {

/// Turns what a program writes to a terminal into plain lines, byte by byte and however the bytes are cut: escape
/// sequences are taken out, a carriage return or a jump to the first column begins a new line, as does a newline.
/// An erase to the end of the line tells the line so far: that is how ninja and ctest finish a status that stands.
/// Keeps at most MaxLineBytes of a line. What does not begin in the first column is not told, nor is what a
/// full-screen program shows on the alternate screen. Any thread.
class TerminalLines
{
public:
    static constexpr qsizetype MaxLineBytes = 1024;
    static constexpr qsizetype MaxSequenceBytes = 64; ///< Of a control sequence; longer ones are given up.
    static constexpr qsizetype MaxStringBytes = 4096; ///< Of a string (titles, links); longer ones are given up.

    using LineHandler = std::function<void(QByteArrayView line)>;

    /// Lines that begin with a byte not in \a firstBytes are skipped, which is fast.
    TerminalLines(QByteArrayView firstBytes, LineHandler handler);

    void feed(QByteArrayView bytes);
    void finish(); ///< The stream has ended: tells the last line even without a newline.

private:
    enum class State
    {
        Ground,
        Escape,
        EscapeIntermediate,
        Sequence, ///< CSI
        String, ///< OSC, DCS, APC, PM, SOS
        StringEscape,
    };
    enum class Line
    {
        Start, ///< In the first column.
        Collecting,
        Skipping, ///< Uninteresting, or not begun in the first column.
    };

    const char *ground(const char *p, const char *end);
    [[nodiscard]] const char *skip(const char *p, const char *end) const;
    [[nodiscard]] bool isSkippable(char c) const;
    void append(const char *p, const char *end);
    void control(char c);
    void escape(char c);
    void sequence(char c);
    void sequenceParameter(char c);
    void string(char c);
    void execute(char final);
    void erase(int mode);
    void setAlternateScreen(bool on);
    void moveVertically();
    void leaveColumn(); ///< The cursor goes somewhere that is not the first column.
    void endLine();
    void tell();
    [[nodiscard]] int parameter(qsizetype index) const { return m_parameters[size_t(index)]; }

    std::array<bool, 256> m_interesting{};
    LineHandler m_handler;
    QByteArray m_line;
    State m_state = State::Ground;
    Line m_lineState = Line::Start;
    qsizetype m_sequenceLength = 0;
    std::array<int, 2> m_parameters{}; ///< The first two of a sequence.
    qsizetype m_parameterIndex = 0;
    bool m_private = false; ///< The sequence has a private marker, as in CSI ? 25 l.
    bool m_alternateScreen = false;
};

} // namespace Flowcast
