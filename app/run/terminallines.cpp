#include "app/run/terminallines.h"

#include <algorithm>

namespace Flowcast {

constexpr char Escape = 0x1b;
constexpr char Cancel = 0x18;
constexpr char Substitute = 0x1a;
constexpr char Bell = 0x07;
constexpr int MaxParameter = 9999;

static bool isControl(char c)
{
    return uchar(c) < 0x20;
}

TerminalLines::TerminalLines(QByteArrayView firstBytes, LineHandler handler) : m_handler(std::move(handler))
{
    for (const char c : firstBytes)
        m_interesting[uchar(c)] = true;
    m_line.reserve(MaxLineBytes);
}

void TerminalLines::feed(QByteArrayView bytes)
{
    const char *const end = bytes.data() + bytes.size();
    for (const char *p = bytes.data(); p < end;) {
        switch (m_state) {
        case State::Ground:
            p = ground(p, end);
            break;
        case State::Escape:
        case State::EscapeIntermediate:
            escape(*p++);
            break;
        case State::Sequence:
            sequence(*p++);
            break;
        case State::String:
        case State::StringEscape:
            string(*p++);
            break;
        }
    }
}

void TerminalLines::finish()
{
    endLine();
    m_state = State::Ground;
}

const char *TerminalLines::ground(const char *p, const char *end)
{
    if (m_lineState == Line::Start && !isControl(*p))
        m_lineState = m_interesting[uchar(*p)] ? Line::Collecting : Line::Skipping;
    const char *const text = p;
    if (m_lineState == Line::Skipping) {
        p = skip(p, end);
    } else {
        p = std::find_if(p, end, isControl);
        append(text, p);
    }
    if (p < end)
        control(*p++);
    return p;
}

/// The one place that sees every byte of a plain log; runs on over lines that do not matter.
const char *TerminalLines::skip(const char *p, const char *end) const
{
    for (; p < end; ++p) {
        if (isControl(*p) && !(*p == '\n' && p + 1 < end && isSkippable(p[1])))
            return p;
    }
    return p;
}

bool TerminalLines::isSkippable(char c) const
{
    return !isControl(c) && !m_interesting[uchar(c)];
}

void TerminalLines::append(const char *p, const char *end)
{
    m_line.append(p, std::min<qsizetype>(end - p, MaxLineBytes - m_line.size()));
}

void TerminalLines::control(char c)
{
    switch (c) {
    case '\n':
    case '\r':
    case '\v':
    case '\f':
        endLine();
        break;
    case '\b':
        if (m_lineState == Line::Collecting)
            m_line.chop(1);
        break;
    case '\t':
        if (m_lineState == Line::Collecting)
            append(" ", " " + 1);
        else
            leaveColumn();
        break;
    case Escape:
        m_state = State::Escape;
        break;
    default:
        break;
    }
}

void TerminalLines::escape(char c)
{
    if (c >= 0x20 && c <= 0x2f) { // a character set; one final byte follows
        m_state = State::EscapeIntermediate;
        return;
    }
    const bool isPlain = m_state == State::Escape;
    m_state = State::Ground;
    if (isControl(c)) {
        control(c);
    } else if (!isPlain) {
        return;
    } else if (c == '[') {
        m_state = State::Sequence;
        m_sequenceLength = m_parameterIndex = 0;
        m_parameters = {};
        m_private = false;
    } else if (c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_') {
        m_state = State::String;
        m_sequenceLength = 0;
    } else if (c == 'E' || c == 'c') { // next line, reset
        endLine();
    } else if (c == 'D' || c == 'M') {
        moveVertically();
    } else if (c == '8') { // to the saved position
        leaveColumn();
    }
}

void TerminalLines::sequence(char c)
{
    const auto code = uchar(c);
    if (++m_sequenceLength > MaxSequenceBytes || code >= 0x80 || c == Cancel || c == Substitute) {
        m_state = State::Ground;
        leaveColumn();
    } else if (isControl(c)) { // terminals obey these within a sequence
        if (c == Escape)
            m_state = State::Escape;
        else
            control(c);
    } else if (code >= 0x40 && code <= 0x7e) {
        m_state = State::Ground;
        execute(c);
    } else if (code >= 0x30) {
        sequenceParameter(c);
    }
}

void TerminalLines::sequenceParameter(char c)
{
    if (c >= '<') {
        m_private = true;
    } else if (c == ';' || c == ':') {
        ++m_parameterIndex;
    } else if (m_parameterIndex < qsizetype(m_parameters.size())) {
        int &value = m_parameters[size_t(m_parameterIndex)];
        value = std::min(MaxParameter, value * 10 + (c - '0'));
    }
}

void TerminalLines::string(char c)
{
    if (m_state == State::StringEscape && c != '\\') { // not the end of the string, but a new sequence
        m_state = State::Escape;
        escape(c);
    } else if (m_state == State::StringEscape || c == Bell) {
        m_state = State::Ground;
    } else if (c == Escape) {
        m_state = State::StringEscape;
    } else if (++m_sequenceLength > MaxStringBytes || c == Cancel || c == Substitute) {
        m_state = State::Ground;
        leaveColumn();
    }
}

void TerminalLines::execute(char final)
{
    if (m_private && final != 'h' && final != 'l')
        return;
    switch (final) {
    case 'h':
    case 'l':
        if (m_private && (parameter(0) == 1049 || parameter(0) == 1047 || parameter(0) == 47))
            setAlternateScreen(final == 'h');
        break;
    case 'J':
    case 'K':
        erase(parameter(0));
        break;
    case 'A':
    case 'B':
        moveVertically();
        break;
    case 'E':
    case 'F':
        endLine();
        break;
    case 'G':
        endLine();
        if (parameter(0) > 1)
            leaveColumn();
        break;
    case 'H':
    case 'f':
        endLine();
        if (parameter(1) > 1)
            leaveColumn();
        break;
    case 'C':
    case 'D':
    case '`':
    case 'a':
    case 'd':
    case 'e':
    case 'r':
    case 'u':
    case '@':
    case 'P':
    case 'X':
        leaveColumn();
        break;
    default: // colours and the like move nothing
        break;
    }
}

void TerminalLines::erase(int mode)
{
    if (m_lineState != Line::Collecting)
        return;
    if (mode == 0)
        tell();
    else
        leaveColumn();
}

void TerminalLines::setAlternateScreen(bool on)
{
    endLine();
    m_alternateScreen = on;
}

void TerminalLines::moveVertically()
{
    if (m_lineState != Line::Start)
        leaveColumn();
}

void TerminalLines::leaveColumn()
{
    endLine();
    m_lineState = Line::Skipping;
}

void TerminalLines::endLine()
{
    tell();
    m_line.resize(0); // keeps the memory
    m_lineState = Line::Start;
}

void TerminalLines::tell()
{
    if (m_lineState == Line::Collecting && !m_alternateScreen && !m_line.isEmpty())
        m_handler(m_line);
}

} // namespace Flowcast
