#include "server/broadcast/burst.h"

#include <QtEndian>

namespace Flowcast {

namespace {

constexpr char FinalTextFrame = char(0x81);
constexpr char LengthInTwoBytes = 126;
constexpr qsizetype HeaderRoom = 4;
constexpr qsizetype MaxShort = 125;

/// The text stands HeaderRoom behind \a start; the length is known only now, and a short one needs less room.
void closeFrame(QByteArray &out, qsizetype start)
{
    const qsizetype length = out.size() - start - HeaderRoom;
    Q_ASSERT(length <= 0xffff);
    char *header = out.data() + start;
    header[0] = FinalTextFrame;
    if (length > MaxShort) {
        header[1] = LengthInTwoBytes;
        qToBigEndian(quint16(length), header + 2);
    } else {
        header[1] = char(length);
        out.remove(start + 2, HeaderRoom - 2);
    }
}

} // namespace

void Burst::append(SharedEvent event, QByteArrayView frame, quint32 skipped, SteadyTime receivedAt)
{
    bytes.append(frame);
    parts.push_back({bytes.size(), std::move(event), skipped, receivedAt});
}

QByteArrayView Burst::frameOf(size_t part) const
{
    return QByteArrayView(bytes).sliced(startOf(part), parts[part].end - startOf(part));
}

void appendFrame(QByteArray &out, const StoreEvent &event, quint32 skipped)
{
    const qsizetype start = out.size();
    out.append(HeaderRoom, '\0');
    if (const auto *update = std::get_if<WorkflowUpdate>(&event)) {
        if (skipped == 0) {
            encodeTo(out, *update);
        } else {
            WorkflowUpdate late = *update;
            late.skipped = skipped;
            encodeTo(out, late);
        }
    } else {
        out += encode(std::get<WorkflowDeleted>(event));
    }
    closeFrame(out, start);
}

void appendTextFrame(QByteArray &out, QByteArrayView text)
{
    const qsizetype start = out.size();
    out.append(HeaderRoom, '\0');
    out.append(text);
    closeFrame(out, start);
}

} // namespace Flowcast
