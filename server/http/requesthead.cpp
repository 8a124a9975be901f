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

tl::unexpected<Error> tooLarge()
{
    return failure(ErrorCode::HeaderFieldsTooLarge, {},
        u"the request line and the header fields must have at most %1 bytes together"_s.arg(MaxHeadBytes));
}

} // namespace

Result<qsizetype> requestHeadLength(QByteArrayView bytes)
{
    if (bytes.isEmpty()) {
        return 0;
    }
    if (!beginsWithMethod(bytes)) {
        return badField({}, u"this is not an HTTP request"_s);
    }
    for (qsizetype line = 0;;) {
        const qsizetype lineFeed = bytes.indexOf('\n', line);
        const qsizetype seen = lineFeed < 0 ? bytes.size() : lineFeed + 1;
        if (seen > MaxHeadBytes || (lineFeed < 0 && seen == MaxHeadBytes)) {
            return tooLarge();
        }
        if (lineFeed < 0) {
            return 0;
        }
        if (lineFeed == 0 || bytes[lineFeed - 1] != '\r') {
            return badField({}, u"this is not an HTTP request"_s);
        }
        if (lineFeed == line + 1) {
            return seen;
        }
        if (line > 0 && (bytes[line] == ' ' || bytes[line] == '\t')) { // RFC 9112, 5.2: a means of smuggling
            return badField({}, u"a header field must not be continued on a second line"_s);
        }
        line = seen;
    }
}

} // namespace Flowcast
