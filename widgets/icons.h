#pragma once

#include "protocol/workflowstatus.h"

#include <QColor>
#include <QIcon>
#include <QPixmap>

namespace Flowcast {

/// Flowcast's symbols: drawn in one colour, so that they suit a light and a dark palette. GUI thread.

[[nodiscard]] QString iconName(WorkflowStatus status); ///< Each status has a shape of its own.
/// The symbol resources/icons/NAME.svg, \a size logical pixels wide, crisp at \a devicePixelRatio. Cached.
[[nodiscard]] QPixmap symbol(const QString &name, const QColor &color, int size, qreal devicePixelRatio);
[[nodiscard]] QIcon symbolIcon(const QString &name, const QColor &color); ///< The same for buttons, 16 px at 1x to 3x.
[[nodiscard]] QIcon applicationIcon();

} // namespace Flowcast
