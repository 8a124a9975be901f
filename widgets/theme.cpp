#include "widgets/theme.h"

namespace Flowcast {

namespace {

QColor mix(const QColor &below, const QColor &above, double share)
{
    const auto blend = [share](int b, int a) { return int(b + (a - b) * share + 0.5); };
    return QColor(
        blend(below.red(), above.red()), blend(below.green(), above.green()), blend(below.blue(), above.blue()));
}

struct Shades
{
    QRgb light;
    QRgb dark;
};

Shades shadesOf(WorkflowStatus status)
{
    switch (status) {
    case WorkflowStatus::Running:
        return {0xff0a5bc4, 0xff6cb0ff};
    case WorkflowStatus::Paused:
        return {0xff855400, 0xffe0a83a};
    case WorkflowStatus::Completed:
        return {0xff146c2e, 0xff56c76b};
    case WorkflowStatus::Failed:
        return {0xffb9181f, 0xffff8078};
    case WorkflowStatus::Pending:
    case WorkflowStatus::Cancelled:
        return {0xff545c66, 0xffa3abb5};
    }
    Q_UNREACHABLE();
}

struct Ground
{
    QColor window, base, alternate, text, placeholder, button, highlight;
};

Ground groundOf(bool dark)
{
    return dark ? Ground{0xff1c1e22, 0xff222529, 0xff272a2f, 0xffe6e8eb, 0xff9aa2ac, 0xff30343a, 0xff4c9aff}
                : Ground{0xfff3f4f6, 0xffffffff, 0xfff8f9fa, 0xff1b1f24, 0xff656d77, 0xfffafafb, 0xff1f6feb};
}

} // namespace

Theme::Theme(const QPalette &palette)
    : m_dark(isDark(palette)), m_base(palette.color(QPalette::Active, QPalette::Base)),
      m_text(palette.color(QPalette::Active, QPalette::Text)),
      m_accent(palette.color(QPalette::Active, QPalette::Highlight))
{
}

bool Theme::isDark(const QPalette &palette)
{
    return palette.color(QPalette::Active, QPalette::Base).lightness() < 128;
}

QPalette Theme::palette(bool dark)
{
    const Ground ground = groundOf(dark);
    QPalette p(ground.button, ground.window);
    p.setColor(QPalette::Window, ground.window);
    p.setColor(QPalette::Base, ground.base);
    p.setColor(QPalette::AlternateBase, ground.alternate);
    p.setColor(QPalette::PlaceholderText, ground.placeholder);
    p.setColor(QPalette::Highlight, ground.highlight);
    p.setColor(QPalette::HighlightedText, dark ? QColor(0xff10141a) : QColor(Qt::white));
    p.setColor(QPalette::ToolTipBase, ground.button);
    p.setColor(QPalette::Link, QColor::fromRgba(dark ? 0xff6cb0ff : 0xff0a5bc4));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText, QPalette::ToolTipText}) {
        p.setColor(role, ground.text);
        p.setColor(QPalette::Disabled, role, ground.placeholder);
    }
    return p;
}

QColor Theme::status(WorkflowStatus status) const
{
    const Shades shades = shadesOf(status);
    return QColor::fromRgba(m_dark ? shades.dark : shades.light);
}

QColor Theme::secondaryText() const
{
    return onBase(m_text, m_dark ? 0.66 : 0.70);
}

QColor Theme::track() const
{
    return onBase(m_text, m_dark ? 0.16 : 0.11);
}

QColor Theme::separator() const
{
    return onBase(m_text, m_dark ? 0.10 : 0.08);
}

QColor Theme::selection() const
{
    return onBase(m_accent, m_dark ? 0.20 : 0.12);
}

QColor Theme::hover() const
{
    return onBase(m_text, m_dark ? 0.05 : 0.035);
}

QColor Theme::attention() const
{
    return status(WorkflowStatus::Paused);
}

QColor Theme::attentionBackground() const
{
    return onBase(m_dark ? QColor(0xffe0a83a) : QColor(0xffffc23d), m_dark ? 0.14 : 0.20);
}

QColor Theme::error() const
{
    return status(WorkflowStatus::Failed);
}

QColor Theme::errorBackground() const
{
    return onBase(error(), m_dark ? 0.14 : 0.09);
}

QColor Theme::onBase(const QColor &color, double share) const
{
    return mix(m_base, color, share);
}

} // namespace Flowcast
