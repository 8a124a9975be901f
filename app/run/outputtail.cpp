#include "app/run/outputtail.h"

#include "app/run/plaintext.h"
#include "app/run/terminallines.h"

namespace Flowcast {

static bool speaksOfError(QByteArrayView line)
{
    for (const QByteArrayView sign :
        {"error:", "Error:", "ERROR:", "fatal:", "FAILED:", "***Failed", "undefined reference"})
        if (line.contains(sign))
            return true;
    return false;
}

static QByteArray everyByte()
{
    QByteArray bytes;
    for (int c = 0; c < 256; ++c)
        bytes += char(c);
    return bytes;
}

void OutputTail::append(QByteArrayView bytes)
{
    m_bytes.append(bytes.last(std::min(bytes.size(), Size)));
    if (m_bytes.size() > 2 * Size) // so that small writes do not move it each time
        m_bytes.remove(0, m_bytes.size() - Size);
}

QString OutputTail::lastErrorLine() const
{
    QByteArray found;
    TerminalLines lines(everyByte(), [&found](QByteArrayView line) {
        if (speaksOfError(line))
            found = line.toByteArray();
    });
    lines.feed(m_bytes);
    lines.finish();
    return plainText(found);
}

} // namespace Flowcast
