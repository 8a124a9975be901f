#pragma once

#include "protocol/error.h"

namespace Flowcast {

constexpr qsizetype MaxHeadBytes = 8 * 1024; ///< Of a request line and its header fields.

/// Looks whether \a bytes, the first of a connection or those after a request, begin with a whole request head, without
/// reading it further. Returns its length with the blank line, 0 while it is incomplete, and an error as soon as it is
/// clear that this never becomes one: TLS and other protocols get their answer at once, not after a timeout.
[[nodiscard]] Result<qsizetype> requestHeadLength(QByteArrayView bytes);

} // namespace Flowcast
