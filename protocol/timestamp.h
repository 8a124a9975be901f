#pragma once

#include "protocol/error.h"

#include <QByteArray>

#include <chrono>

namespace Flowcast {

/// A moment in UTC with the resolution of the wire, one millisecond.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

[[nodiscard]] Timestamp currentTimestamp();

/// RFC 3339 with "Z" and three decimals: "2026-11-23T10:15:30.123Z". Years 0 to 9999.
[[nodiscard]] QByteArray formatTimestamp(Timestamp time);
constexpr qsizetype TimestampLength = 24;
/// The same into the 24 bytes at \a out.
void formatTimestamp(Timestamp time, char *out);

/// Reads an RFC 3339 date-time: any offset, any number of decimals (past the third they are cut). Years 1970 to 9999.
[[nodiscard]] Result<Timestamp> parseTimestamp(QByteArrayView text);

} // namespace Flowcast
