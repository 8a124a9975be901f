#pragma once

#include <QByteArray>
#include <QLatin1StringView>
#include <QStringView>

namespace Flowcast {

/// Appends one JSON text to a byte array, member by member, without building a document first: fan-out writes each
/// update straight into its frame. Keys must need no escaping. The caller keeps begin/end balanced. Any thread.
class JsonWriter
{
public:
    explicit JsonWriter(QByteArray &out) : m_out(out) { }

    void beginObject();
    void endObject();
    void beginArray();
    void endArray();

    void key(QLatin1StringView name); ///< The next value belongs to it.
    void value(QStringView text);
    void value(QLatin1StringView text); ///< One that needs no escaping.
    void value(quint64 number);
    void value(bool truth);
    void rawValue(QByteArrayView json); ///< A finished JSON value.

    template <typename T>
    void member(QLatin1StringView name, const T &v)
    {
        key(name);
        value(v);
    }

private:
    [[nodiscard]] char *grow(qsizetype bytes);
    [[nodiscard]] char *growSeparated(qsizetype bytes);
    void quotePlain(QByteArrayView utf8);
    void quoteEscaped(QByteArrayView utf8);

    QByteArray &m_out;
    bool m_first = true;
};

} // namespace Flowcast
