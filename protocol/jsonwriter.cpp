#include "protocol/jsonwriter.h"

#include <QStringEncoder>
#include <QVarLengthArray>

#include <charconv>

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

} // namespace

void JsonWriter::separate()
{
    if (!m_first) {
        m_out += ',';
    }
    m_first = false;
}

void JsonWriter::beginObject()
{
    separate();
    m_out += '{';
    m_first = true;
}

void JsonWriter::endObject()
{
    m_out += '}';
    m_first = false;
}

void JsonWriter::beginArray()
{
    separate();
    m_out += '[';
    m_first = true;
}

void JsonWriter::endArray()
{
    m_out += ']';
    m_first = false;
}

void JsonWriter::key(QLatin1StringView name)
{
    separate();
    m_out += '"';
    m_out.append(name.data(), name.size());
    m_out += "\":";
    m_first = true;
}

void JsonWriter::value(QStringView text)
{
    separate();
    // UTF-16 needs at most three bytes of UTF-8 a unit; a lone surrogate becomes U+FFFD, so the result is always valid.
    QStringEncoder encoder(QStringEncoder::Utf8, QStringEncoder::Flag::Stateless);
    QVarLengthArray<char, 512> utf8(encoder.requiredSpace(text.size()));
    const char *end = encoder.appendToBuffer(utf8.data(), text);
    quote(QByteArrayView(utf8.data(), end));
}

void JsonWriter::value(QLatin1StringView text)
{
    separate();
    quote(QByteArrayView(text.data(), text.size())); // ASCII words of our own, ids among them
}

void JsonWriter::value(quint64 number)
{
    separate();
    char digits[20];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    m_out.append(digits, end - digits);
}

void JsonWriter::value(bool truth)
{
    separate();
    m_out += truth ? "true" : "false";
}

void JsonWriter::rawValue(QByteArrayView json)
{
    separate();
    m_out += json;
}

void JsonWriter::quote(QByteArrayView utf8)
{
    m_out += '"';
    const char *plain = utf8.begin();
    for (const char *c = utf8.begin(); c != utf8.end(); ++c) {
        if (uchar(*c) < 0x20 || *c == '"' || *c == '\\') {
            m_out.append(plain, c - plain);
            appendEscaped(m_out, *c);
            plain = c + 1;
        }
    }
    m_out.append(plain, utf8.end() - plain);
    m_out += '"';
}

} // namespace Flowcast
