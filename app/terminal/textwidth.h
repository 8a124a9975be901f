#pragma once

#include <QString>

namespace Flowcast {

/// How many columns of a terminal \a text takes: marks that combine take none, East Asian wide characters and emoji
/// two. Near enough for texts without control characters; terminals differ on the rest.
[[nodiscard]] int displayWidth(QStringView text);
/// Cut to at most \a width columns, with "…" where something was cut.
[[nodiscard]] QString clipped(const QString &text, int width);
/// Clipped, and filled with spaces up to \a width columns.
[[nodiscard]] QString fitted(const QString &text, int width);

} // namespace Flowcast
