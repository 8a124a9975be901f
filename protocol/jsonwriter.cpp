#include "protocol/jsonwriter.h"

#include <QStringEncoder>
#include <QVarLengthArray>

#include <algorithm>
#include <charconv>
#include <utility>

namespace Flowcast {

namespace {

/// RFC 8259, 7: what must not stand bare in a string.
void appendEscaped(QByteArray &out, char c)
{
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        constexpr char hex[] = "0123456789abcdef";
        out += "\\u00";
        out += hex[uchar(c) >> 4];
        out += hex[uchar(c) & 15];
    }
}

/// RFC 8259, 7. Without an early way out, so that the compiler looks at many bytes at once.
bool needsEscaping(QByteArrayView utf8)
{
    bool needs = false;
    for (const char c : utf8) {
        needs |= uchar(c) < 0x20 || c == '"' || c == '\\';
    }
    return needs;
}

char *put(char *out, QByteArrayView bytes)
{
    return std::copy(bytes.begin(), bytes.end(), out);
}

} // namespace

/// Room for \a bytes more at the end. Growing once per member and not once per character is most of this class's speed.
char *JsonWriter::grow(qsizetype bytes)
{
    const qsizetype end = m_out.size();
    m_out.resize(end + bytes);
    return m_out.data() + end;
}

/// The same behind the comma that may be due.
char *JsonWriter::growSeparated(qsizetype bytes)
{
    if (std::exchange(m_first, false)) {
        return grow(bytes);
    }
    char *out = grow(bytes + 1);
    *out = ',';
    return out + 1;
}

void JsonWriter::beginObject()
{
    *growSeparated(1) = '{';
    m_first = true;
}

void JsonWriter::endObject()
{
    *grow(1) = '}';
    m_first = false;
}

void JsonWriter::beginArray()
{
    *growSeparated(1) = '[';
    m_first = true;
}

void JsonWriter::endArray()
{
    *grow(1) = ']';
    m_first = false;
}

void JsonWriter::key(QLatin1StringView name)
{
    char *out = growSeparated(name.size() + 3);
    *out++ = '"';
    out = put(out, name);
    put(out, "\":");
    m_first = true;
}

void JsonWriter::value(QStringView text)
{
    // UTF-16 needs at most three bytes of UTF-8 a unit; a lone surrogate becomes U+FFFD, so the result is always valid.
    QStringEncoder encoder(QStringEncoder::Utf8, QStringEncoder::Flag::Stateless);
    QVarLengthArray<char, 512> utf8(encoder.requiredSpace(text.size()));
    const char *end = encoder.appendToBuffer(utf8.data(), text);
    const QByteArrayView bytes(utf8.data(), end);
    if (needsEscaping(bytes)) {
        quoteEscaped(bytes);
    } else {
        quotePlain(bytes);
    }
}

void JsonWriter::value(QLatin1StringView text)
{
    quotePlain(QByteArrayView(text.data(), text.size())); // words of our own and ids: nothing in them needs escaping
}

void JsonWriter::value(quint64 number)
{
    char digits[20];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    put(growSeparated(end - digits), QByteArrayView(digits, end));
}

void JsonWriter::value(bool truth)
{
    rawValue(truth ? "true" : "false");
}

void JsonWriter::rawValue(QByteArrayView json)
{
    put(growSeparated(json.size()), json);
}

void JsonWriter::quotePlain(QByteArrayView utf8)
{
    char *out = growSeparated(utf8.size() + 2);
    *out++ = '"';
    *put(out, utf8) = '"';
}

void JsonWriter::quoteEscaped(QByteArrayView utf8)
{
    *growSeparated(1) = '"';
    const char *plain = utf8.begin();
    for (const char *c = utf8.begin(); c != utf8.end(); ++c) {
        if (needsEscaping(QByteArrayView(c, 1))) {
            m_out.append(plain, c - plain);
            appendEscaped(m_out, *c);
            plain = c + 1;
        }
    }
    m_out.append(plain, utf8.end() - plain);
    m_out += '"';
}

} // namespace Flowcast
