#pragma once

#include "protocol/workflowstatus.h"

#include <QColor>
#include <QPalette>

namespace Flowcast {

/// The colours that Flowcast adds to a palette, for light and dark ones. Text colours keep a contrast of 4.5 : 1 (WCAG
/// AA) on the palette's base, window, and on the tint of a selected row. GUI thread.
class Theme
{
public:
    explicit Theme(const QPalette &palette);

    [[nodiscard]] static bool isDark(const QPalette &palette);
    /// Flowcast's own light or dark palette, for --theme and for screenshots.
    [[nodiscard]] static QPalette palette(bool dark);

    [[nodiscard]] bool isDark() const { return m_dark; }
    [[nodiscard]] QColor status(WorkflowStatus status) const; ///< For its word, icon and bar.
    [[nodiscard]] QColor text() const { return m_text; }
    [[nodiscard]] QColor secondaryText() const; ///< Ids, ages, headings.
    [[nodiscard]] QColor track() const; ///< The part of a bar that is still to come.
    [[nodiscard]] QColor separator() const;
    [[nodiscard]] QColor selection() const; ///< The background of the chosen row; light enough for every text.
    [[nodiscard]] QColor hover() const;
    [[nodiscard]] QColor attention() const; ///< Something is waited for.
    [[nodiscard]] QColor attentionBackground() const;
    [[nodiscard]] QColor error() const;
    [[nodiscard]] QColor errorBackground() const;

private:
    [[nodiscard]] QColor onBase(const QColor &color, double share) const;

    bool m_dark;
    QColor m_base;
    QColor m_text;
    QColor m_accent;
};

} // namespace Flowcast
