#include "widgets/messagetext.h"

#include "widgets/displaytext.h"

#include <cmath>

namespace Flowcast {

namespace {

constexpr int MostLines = 6;

} // namespace

MessageText::MessageText(QWidget *parent) : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setFrameShape(NoFrame);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setUndoRedoEnabled(false);
    setAccessibleName(tr("Message"));
    document()->setDocumentMargin(0);
    viewport()->setAutoFillBackground(false);
    fitHeight();
}

void MessageText::setMessage(const QString &message)
{
    const QString text = message.isEmpty() ? tr("No message") : multiLine(message);
    if (text != toPlainText()) { // otherwise a selection would be lost
        setPlainText(text);
        fitHeight();
    }
}

void MessageText::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    fitHeight();
}

void MessageText::fitHeight()
{
    const int lines = std::clamp(int(std::ceil(document()->size().height())), 1, MostLines); // of a plain one: in lines
    setFixedHeight(lines * fontMetrics().lineSpacing() + 2);
}

} // namespace Flowcast
