#include "server/broadcast/framereader.h"

#include <QtEndian>

#include <cstring>

namespace Flowcast {

namespace {

enum Opcode : quint8
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    FirstControl = 8
};

constexpr qsizetype MaskBytes = 4;
constexpr qsizetype LengthInTwoBytes = 126;
constexpr qsizetype LengthInEightBytes = 127;

/// RFC 6455, 5.3
void unmask(char *out, QByteArrayView in, const char *mask)
{
    quint32 key = 0;
    std::memcpy(&key, mask, MaskBytes);
    const quint64 twice = quint64(key) << 32 | key;
    qsizetype i = 0;
    for (; i + qsizetype(sizeof twice) <= in.size(); i += qsizetype(sizeof twice)) {
        quint64 word = 0;
        std::memcpy(&word, in.data() + i, sizeof word);
        word ^= twice;
        std::memcpy(out + i, &word, sizeof word);
    }
    for (; i < in.size(); ++i) {
        out[i] = char(in[i] ^ mask[i % MaskBytes]);
    }
}

} // namespace

struct FrameReader::Header
{
    bool isComplete = false;
    bool isFinal = false;
    bool isMasked = false;
    quint8 reserved = 0;
    quint8 opcode = 0;
    qsizetype size = 0; ///< Of the header with its mask.
    quint64 length = 0; ///< Of the payload.
};

FrameReader::FrameReader(qsizetype maxBytes, Sink onText, Sink onOther)
    : m_maxBytes(maxBytes), m_onText(std::move(onText)), m_onOther(std::move(onOther))
{
}

FrameReader::Header FrameReader::headerOf(QByteArrayView bytes)
{
    Header header;
    if (bytes.size() < 2) {
        return header;
    }
    header.isFinal = bytes[0] & 0x80;
    header.reserved = quint8(bytes[0]) & 0x70;
    header.opcode = quint8(bytes[0]) & 0x0f;
    header.isMasked = bytes[1] & 0x80;
    const qsizetype shortLength = bytes[1] & 0x7f;
    const qsizetype extra = shortLength == LengthInTwoBytes ? 2 : shortLength == LengthInEightBytes ? 8 : 0;
    header.size = 2 + extra + (header.isMasked ? MaskBytes : 0);
    if (bytes.size() < header.size) {
        return header;
    }
    header.isComplete = true;
    header.length = extra == 0 ? quint64(shortLength)
        : extra == 2           ? qFromBigEndian<quint16>(bytes.data() + 2)
                               : qFromBigEndian<quint64>(bytes.data() + 2);
    return header;
}

bool FrameReader::isWellFormed(const Header &header) const
{
    const bool isData = header.opcode <= Binary;
    const bool isExpected = !isData || (header.opcode == Continuation) == m_isInMessage;
    return header.isMasked && header.reserved == 0 && isExpected && header.length <= quint64(m_maxBytes);
}

void FrameReader::read(QByteArrayView bytes)
{
    if (m_rest.isEmpty()) {
        while (takeFrame(bytes)) { }
        m_rest = bytes.toByteArray();
        return;
    }
    m_rest.append(bytes);
    QByteArrayView all(m_rest);
    while (takeFrame(all)) { }
    m_rest = all.isEmpty() ? QByteArray() : m_rest.remove(0, m_rest.size() - all.size());
}

/// Takes a frame, or all that follows a broken one, off the front of \a bytes; false when it is not complete.
bool FrameReader::takeFrame(QByteArrayView &bytes)
{
    if (m_isOff) {
        if (!bytes.isEmpty()) {
            m_onOther(std::exchange(bytes, {}));
        }
        return false;
    }
    const Header header = headerOf(bytes);
    if (!header.isComplete) {
        return false;
    }
    if (!isWellFormed(header)) {
        m_isOff = true;
        return true;
    }
    const qsizetype size = header.size + qsizetype(header.length);
    if (bytes.size() < size) {
        return false;
    }
    const QByteArrayView frame = bytes.first(size);
    bytes = bytes.sliced(size);
    if (!takeText(header, frame)) {
        handOn(header, frame);
    }
    return true;
}

bool FrameReader::takeText(const Header &header, QByteArrayView frame)
{
    static thread_local QByteArray text; // keeps its memory
    if (header.opcode != Text || !header.isFinal) {
        return false;
    }
    const QByteArrayView payload = frame.sliced(header.size);
    text.resize(payload.size());
    unmask(text.data(), payload, payload.data() - MaskBytes);
    if (!text.isValidUtf8()) {
        return false; // QWebSocket closes with 1007
    }
    m_onText(text);
    return true;
}

void FrameReader::handOn(const Header &header, QByteArrayView frame)
{
    if (header.opcode < FirstControl) {
        m_isInMessage = !header.isFinal;
    }
    m_onOther(frame);
}

} // namespace Flowcast
