#include "server/http/requesthead.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr qsizetype MaxMethodBytes = 32;

/// RFC 9110, 5.6.2
bool isTokenChar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

bool beginsWithMethod(QByteArrayView bytes)
{
    const auto end = std::find(bytes.begin(), bytes.end(), ' ');
    const bool plausible = end - bytes.begin() <= MaxMethodBytes && end != bytes.begin();
    return plausible && std::all_of(bytes.begin(), end, isTokenChar);
}

bool hasBareLineFeed(QByteArrayView bytes)
{
    const qsizetype lineFeed = bytes.indexOf('\n');
    return lineFeed == 0 || (lineFeed > 0 && bytes[lineFeed - 1] != '\r');
}

/// A field continued on the next line (RFC 9112, 5.2): a means of smuggling, nobody's habit.
bool hasFoldedLine(QByteArrayView head)
{
    return head.contains(QByteArrayView("\r\n ")) || head.contains(QByteArrayView("\r\n\t"));
}

} // namespace

Result<qsizetype> requestHeadLength(QByteArrayView bytes)
{
    if (bytes.isEmpty()) {
        return 0;
    }
    if (!beginsWithMethod(bytes) || hasBareLineFeed(bytes)) {
        return badField({}, u"this is not an HTTP request"_s);
    }
    const qsizetype blankLine = bytes.indexOf(QByteArrayView("\r\n\r\n"));
    const qsizetype length = blankLine < 0 ? 0 : blankLine + 4;
    if (length > MaxHeadBytes || (length == 0 && bytes.size() >= MaxHeadBytes)) {
        return failure(ErrorCode::HeaderFieldsTooLarge, {},
            u"the request line and the header fields must have at most %1 bytes together"_s.arg(MaxHeadBytes));
    }
    if (hasFoldedLine(bytes.first(length))) {
        return badField({}, u"a header field must not be continued on a second line"_s);
    }
    return length;
}

} // namespace Flowcast
