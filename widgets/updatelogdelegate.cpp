#include "widgets/updatelogdelegate.h"

#include "client/workflowtext.h"
#include "widgets/celltext.h"
#include "widgets/displaytext.h"
#include "widgets/icons.h"
#include "widgets/theme.h"
#include "widgets/updatelogmodel.h"

#include <QAbstractItemView>
#include <QDateTime>
#include <QHelpEvent>
#include <QToolTip>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr int IconSize = 12;
constexpr int Margin = 16; // as of the pane around
constexpr int Gap = 8;
constexpr int RowPadding = 3;

WorkflowUpdate updateOf(const QModelIndex &index)
{
    return index.data(UpdateLogModel::UpdateRole).value<WorkflowUpdate>();
}

/// The percentage says the same in less room, where there is one.
QString progressOf(const WorkflowUpdate &update)
{
    return update.totalSteps > 0 ? percentText(update) : QLocale().toString(update.currentStep);
}

/// The next \a width pixels of \a rest, which loses them and a gap.
QRect take(QRect &rest, int width)
{
    const QRect taken(rest.left(), rest.top(), width, rest.height());
    rest.setLeft(taken.right() + 1 + Gap);
    return taken;
}

} // namespace

UpdateLogDelegate::UpdateLogDelegate(QObject *parent) : QStyledItemDelegate(parent) { }

void UpdateLogDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme theme(option.palette);
    const WorkflowUpdate update = updateOf(index);
    const QFont font = smallFont(option.font);
    const QFontMetrics metrics(font);
    const auto time = QDateTime::fromMSecsSinceEpoch(update.timestamp.time_since_epoch().count());
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(option.rect, theme.selection());
    }
    QRect rest = option.rect.adjusted(Margin, 0, -Margin, 0);
    const QRect icon = take(rest, IconSize);
    painter->drawPixmap(QPoint(icon.left(), icon.center().y() - IconSize / 2 + 1),
        symbol(iconName(update.status), theme.status(update.status), IconSize, painter->device()->devicePixelRatioF()));
    paintLine(*painter, take(rest, metrics.horizontalAdvance(u"00:00:00"_s) + 2), time.toString(u"HH:mm:ss"_s), font,
        theme.secondaryText());
    paintLine(*painter, take(rest, metrics.horizontalAdvance(u"100%"_s) + 2), progressOf(update), font, theme.text(),
        Qt::AlignRight);
    paintLine(*painter, rest, update.message, font, theme.text());
    painter->restore();
}

QSize UpdateLogDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {200, QFontMetrics(smallFont(option.font)).height() + 2 * RowPadding};
}

bool UpdateLogDelegate::helpEvent(
    QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid()) {
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    }
    QToolTip::showText(event->globalPos(), toolTipFor(index.data().toString()), view, view->visualRect(index));
    return true;
}

} // namespace Flowcast
