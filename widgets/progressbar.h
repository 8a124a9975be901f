#pragma once

#include "protocol/workflowupdate.h"

#include <QWidget>

namespace Flowcast {

class BusyAnimation;

/// The bar of one workflow as a widget, with the percentage at its right. Read aloud as text. GUI thread.
class ProgressBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProgressBar)

public:
    explicit ProgressBar(QWidget *parent = nullptr);

    void setUpdate(const WorkflowUpdate &update);
    [[nodiscard]] QRect barRect() const;
    [[nodiscard]] const BusyAnimation *animation() const { return m_animation; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    WorkflowUpdate m_update;
    BusyAnimation *m_animation;
};

} // namespace Flowcast
