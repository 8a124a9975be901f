#pragma once

#include <QString>

namespace Flowcast {

/// Texts of workflows come from anywhere: these make them safe to show. Plain functions, any thread.

/// One line: line breaks and control characters become spaces, marks that turn the direction of text around are left
/// out, so that a name cannot spill over its neighbours; at most \a limit characters.
[[nodiscard]] QString singleLine(const QString &text, qsizetype limit = 512);
/// Several lines, otherwise the same.
[[nodiscard]] QString multiLine(const QString &text, qsizetype limit = 4096);
/// For tooltips, which take anything that looks like HTML for HTML.
[[nodiscard]] QString toolTipFor(const QString &text);

} // namespace Flowcast
