#include "widgets/workflowdelegate.h"

#include "client/workflowmodel.h"
#include "client/workflowtext.h"
#include "widgets/bar.h"
#include "widgets/busyanimation.h"
#include "widgets/celltext.h"
#include "widgets/displaytext.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QDateTime>
#include <QHelpEvent>
#include <QLocale>
#include <QToolTip>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

using M = WorkflowModel;

constexpr int Padding = WorkflowDelegate::Padding;
constexpr int Rounding = 2; // widths of text are whole numbers, what is painted is not
constexpr int RowPadding = 6; // above and below
constexpr int IconSize = 16;
constexpr int Gap = 8;
constexpr int BarHeight = 6;
constexpr int SelectionMark = 3;

WorkflowUpdate updateOf(const QModelIndex &index)
{
    return index.data(M::UpdateRole).value<WorkflowUpdate>();
}

QRect contentOf(const QRect &cell)
{
    return cell.adjusted(Padding, 0, -Padding, 0);
}

int textWidth(const QFont &font, const QString &text)
{
    return QFontMetrics(font).horizontalAdvance(text);
}

int statusWidth(const QFont &font)
{
    int widest = 0;
    for (WorkflowStatus status : AllWorkflowStatuses) {
        widest = std::max(widest, textWidth(font, statusWord(status)));
    }
    return IconSize + Gap + widest;
}

} // namespace

WorkflowDelegate::WorkflowDelegate(BusyAnimation *animation, QObject *parent)
    : QStyledItemDelegate(parent), m_animation(animation)
{
}

int WorkflowDelegate::rowHeight(const QFont &font)
{
    return QFontMetrics(font).height() + QFontMetrics(smallFont(font)).height() + 2 * RowPadding + 1;
}

int WorkflowDelegate::columnWidth(int column, const QFont &font)
{
    switch (column) {
    case M::StatusColumn:
        return statusWidth(font) + Rounding + 2 * Padding;
    case M::ProgressColumn:
        return 150 + Gap + textWidth(font, u"100%"_s) + 2 * Padding;
    case M::StepsColumn:
        return textWidth(font, u"88,888 / 8,888"_s) + 2 * Padding;
    case M::AgeColumn:
        return textWidth(font, u"59 min"_s) + Rounding + 2 * Padding;
    default:
        return 0;
    }
}

QRect WorkflowDelegate::barRect(const QRect &cell, const QFont &font)
{
    const QRect content = contentOf(cell);
    const int width = content.width() - Gap - textWidth(font, u"100%"_s);
    return {content.left(), content.center().y() - BarHeight / 2 + 1, width, BarHeight};
}

void WorkflowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme theme(option.palette);
    const WorkflowUpdate update = updateOf(index);
    const QRect content = contentOf(option.rect);
    painter->save();
    paintBackground(*painter, option, theme);
    switch (index.column()) {
    case M::StatusColumn:
        paintStatus(*painter, option, update, theme);
        break;
    case M::NameColumn:
        paintName(*painter, option, update, theme);
        break;
    case M::ProgressColumn:
        paintProgress(*painter, option, update, theme);
        break;
    case M::StepsColumn:
        paintLine(*painter, content, stepsText(update), option.font, theme.text(), Qt::AlignRight);
        break;
    case M::MessageColumn:
        paintLine(*painter, content, update.message, option.font, theme.text());
        break;
    default:
        paintLine(*painter, content, index.data().toString(), option.font, theme.secondaryText(), Qt::AlignRight);
    }
    painter->restore();
}

QSize WorkflowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {columnWidth(index.column(), option.font), rowHeight(option.font)};
}

void WorkflowDelegate::paintBackground(QPainter &painter, const QStyleOptionViewItem &option, const Theme &theme) const
{
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected) {
        painter.fillRect(option.rect, theme.selection());
    }
    const QRect bottom(option.rect.left(), option.rect.bottom(), option.rect.width(), 1);
    painter.fillRect(bottom, theme.separator());
    // The mark says which row the keys act on, when the list has them.
    if (selected && option.state.testFlag(QStyle::State_Active) && option.widget && option.widget->hasFocus()
        && option.viewItemPosition == QStyleOptionViewItem::Beginning) {
        painter.fillRect(QRect(option.rect.topLeft(), QSize(SelectionMark, option.rect.height())),
            option.palette.color(QPalette::Active, QPalette::Highlight));
    }
}

void WorkflowDelegate::paintStatus(
    QPainter &painter, const QStyleOptionViewItem &option, const WorkflowUpdate &update, const Theme &theme) const
{
    const QRect content = contentOf(option.rect);
    const QColor color = theme.status(update.status);
    const QPoint corner(content.left(), content.center().y() - IconSize / 2 + 1);
    painter.drawPixmap(corner, symbol(iconName(update.status), color, IconSize, painter.device()->devicePixelRatioF()));
    paintLine(painter, content.adjusted(IconSize + Gap, 0, 0, 0), statusWord(update.status), option.font, color);
}

void WorkflowDelegate::paintName(
    QPainter &painter, const QStyleOptionViewItem &option, const WorkflowUpdate &update, const Theme &theme) const
{
    const QRect content = contentOf(option.rect);
    const QString below = secondLine(update);
    if (below.isEmpty()) {
        paintLine(painter, content, displayName(update), option.font, theme.text());
        return;
    }
    const int nameHeight = QFontMetrics(option.font).height();
    const int belowHeight = QFontMetrics(smallFont(option.font)).height();
    const QRect nameRect(content.left(), content.top() + RowPadding, content.width(), nameHeight);
    const QRect belowRect(content.left(), nameRect.bottom() + 1, content.width(), belowHeight);
    paintLine(painter, nameRect, displayName(update), option.font, theme.text());
    paintLine(painter, belowRect, below, smallFont(option.font), theme.secondaryText());
}

void WorkflowDelegate::paintProgress(
    QPainter &painter, const QStyleOptionViewItem &option, const WorkflowUpdate &update, const Theme &theme) const
{
    const QRect bar = barRect(option.rect, option.font);
    paintBar(painter, bar, update, theme, m_animation->phase());
    if (isBusy(update)) {
        m_animation->barPainted(bar);
    }
    paintLine(painter, contentOf(option.rect), percentText(update), option.font, theme.text(), Qt::AlignRight);
}

QString WorkflowDelegate::secondLine(const WorkflowUpdate &update) const
{
    if (m_messageBelowName && !update.message.isEmpty()) {
        return update.message;
    }
    return update.name.isEmpty() ? QString() : update.workflowId.toString();
}

bool WorkflowDelegate::helpEvent(
    QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid()) {
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    }
    QStyleOptionViewItem filled = option;
    initStyleOption(&filled, index);
    const QString text = index.column() == M::AgeColumn || isElided(filled, index) ? toolTip(index) : QString();
    QToolTip::showText(event->globalPos(), text, view, view->visualRect(index));
    return true;
}

bool WorkflowDelegate::isElided(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int width = contentOf(option.rect).width();
    if (index.column() != M::NameColumn) {
        return index.column() != M::ProgressColumn && index.column() != M::StatusColumn
            && !fits(index.data().toString(), option.font, width);
    }
    const WorkflowUpdate update = updateOf(index);
    return !fits(displayName(update), option.font, width) || !fits(secondLine(update), smallFont(option.font), width);
}

QString WorkflowDelegate::toolTip(const QModelIndex &index) const
{
    const WorkflowUpdate update = updateOf(index);
    switch (index.column()) {
    case M::NameColumn: {
        const QString below = secondLine(update);
        return toolTipFor(below.isEmpty() ? displayName(update) : displayName(update) + u'\n' + below);
    }
    case M::AgeColumn: {
        const auto time = QDateTime::fromMSecsSinceEpoch(update.timestamp.time_since_epoch().count());
        return toolTipFor(QLocale().toString(time, QLocale::ShortFormat));
    }
    default:
        return toolTipFor(index.data().toString());
    }
}

} // namespace Flowcast
