#pragma once

#include <QStyledItemDelegate>

namespace Flowcast {

/// Paints one update of the latest ones in a line: symbol, time, steps, message. GUI thread; owned by its view.
class UpdateLogDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(UpdateLogDelegate)

public:
    explicit UpdateLogDelegate(QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
        const QModelIndex &index) override;
};

} // namespace Flowcast
