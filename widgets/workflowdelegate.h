#pragma once

#include <QStyledItemDelegate>

namespace Flowcast {

class BusyAnimation;
class Theme;
struct WorkflowUpdate;

/// Paints the cells of a table of workflows: status, name over id, bar, steps, message, age. GUI thread; owned by the
/// view.
class WorkflowDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WorkflowDelegate)

public:
    static constexpr int Padding = 10; ///< Left and right in each cell.

    WorkflowDelegate(BusyAnimation *animation, QObject *parent);

    /// Where there is no room for a column of messages, they stand below the name in place of the id.
    void setMessageBelowName(bool below) { m_messageBelowName = below; }

    [[nodiscard]] static int rowHeight(const QFont &font);
    /// The width a column wants, without a look at the rows: so it is the same for ten and for 50,000.
    [[nodiscard]] static int columnWidth(int column, const QFont &font);
    /// Where in its cell the bar is, for \a font.
    [[nodiscard]] static QRect barRect(const QRect &cell, const QFont &font);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
        const QModelIndex &index) override;

private:
    void paintBackground(QPainter &painter, const QStyleOptionViewItem &option, const Theme &theme) const;
    void paintStatus(
        QPainter &painter, const QStyleOptionViewItem &option, const WorkflowUpdate &update, const Theme &theme) const;
    void paintName(
        QPainter &painter, const QStyleOptionViewItem &option, const WorkflowUpdate &update, const Theme &theme) const;
    void paintProgress(
        QPainter &painter, const QStyleOptionViewItem &option, const WorkflowUpdate &update, const Theme &theme) const;
    [[nodiscard]] QString secondLine(const WorkflowUpdate &update) const;
    [[nodiscard]] bool isElided(const QStyleOptionViewItem &option, const QModelIndex &index) const;
    [[nodiscard]] QString toolTip(const QModelIndex &index) const;

    BusyAnimation *m_animation;
    bool m_messageBelowName = false;
};

} // namespace Flowcast
