#pragma once

#include <QWidget>

namespace Flowcast {

/// One line of plain text that is cut with … where there is no room, and then has the whole text as its tooltip.
/// GUI thread.
class ElidedLabel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ElidedLabel)

public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    [[nodiscard]] QString text() const { return m_text; }
    void setText(const QString &text);
    void setSecondary(bool secondary); ///< Smaller and paler.
    void setColor(const QColor &color); ///< Invalid: as the palette says.
    void setAlignment(Qt::Alignment alignment);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QFont textFont() const;
    void updateToolTip();

    QString m_text;
    QColor m_color;
    Qt::Alignment m_alignment = Qt::AlignLeft;
    bool m_secondary = false;
};

} // namespace Flowcast
