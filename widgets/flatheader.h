#pragma once

#include <QHeaderView>

namespace Flowcast {

/// The headings of a painted table: plain words over their cells, with an arrow at the one that it is sorted by.
/// GUI thread.
class FlatHeader final : public QHeaderView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FlatHeader)

public:
    explicit FlatHeader(int padding, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int column) const override;
    void paintEvent(QPaintEvent *event) override;

private:
    void paintArrow(QPainter &painter, const QPointF &center) const;

    int m_padding;
};

} // namespace Flowcast
