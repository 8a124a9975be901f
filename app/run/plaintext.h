#pragma once

#include <QByteArrayView>
#include <QString>

namespace Flowcast {

constexpr qsizetype MaxStepText = 200; ///< Characters of a step's text that are published.

/// Text from outside made fit for a message: bad UTF-8 replaced, control and formatting characters taken out, spaces
/// trimmed, cut to \a limit characters with "…" at the end.
[[nodiscard]] QString plainText(QStringView text, qsizetype limit = MaxStepText);
[[nodiscard]] QString plainText(QByteArrayView utf8, qsizetype limit = MaxStepText);

} // namespace Flowcast
