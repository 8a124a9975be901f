#pragma once

#include "protocol/error.h"

#include <limits>
#include <optional>

namespace Flowcast {

/// The largest position that a store can hold: SQL's whole numbers have a sign.
constexpr quint64 MaxPosition = quint64(std::numeric_limits<qint64>::max());

/// A whole number among the parameters of a raw query; nothing when it is not there. Unknown parameters are left alone;
/// one that is bad or given twice is refused, and the error's field is \a name.
[[nodiscard]] Result<std::optional<quint64>> numberParameter(
    QByteArrayView query, QByteArrayView name, quint64 min, quint64 max);

} // namespace Flowcast
