#pragma once

#include <QPlainTextEdit>

namespace Flowcast {

/// A message of any length, to read and to copy: as high as its lines, up to six, then it scrolls. GUI thread.
class MessageText final : public QPlainTextEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MessageText)

public:
    explicit MessageText(QWidget *parent = nullptr);

    void setMessage(const QString &message);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitHeight();
};

} // namespace Flowcast
