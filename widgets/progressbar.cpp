#include "widgets/progressbar.h"

#include "client/workflowtext.h"
#include "widgets/bar.h"
#include "widgets/busyanimation.h"
#include "widgets/theme.h"

#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr int BarHeight = 8;
constexpr int Gap = 10;

} // namespace

ProgressBar::ProgressBar(QWidget *parent) : QWidget(parent), m_animation(new BusyAnimation(this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Progress"));
}

void ProgressBar::setUpdate(const WorkflowUpdate &update)
{
    m_update = update;
    const QString percent = percentText(update);
    setAccessibleDescription(percent.isEmpty() ? tr("unknown") : percent);
    this->update();
}

QRect ProgressBar::barRect() const
{
    const int right = fontMetrics().horizontalAdvance(u"100%"_s) + Gap;
    return {0, (height() - BarHeight) / 2, width() - right, BarHeight};
}

QSize ProgressBar::sizeHint() const
{
    return {240, fontMetrics().height() + 2};
}

QSize ProgressBar::minimumSizeHint() const
{
    return {80, fontMetrics().height() + 2};
}

void ProgressBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme(palette());
    paintBar(painter, barRect(), m_update, theme, m_animation->phase());
    if (isBusy(m_update)) {
        m_animation->barPainted(barRect());
    }
    painter.setPen(theme.text());
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, percentText(m_update));
}

} // namespace Flowcast
