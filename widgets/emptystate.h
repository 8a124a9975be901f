#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace Flowcast {

/// What stands in place of the list while it has no rows: for a newcomer the command that fills it, for somebody whose
/// filter finds nothing a way back. GUI thread.
class EmptyState final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EmptyState)

public:
    explicit EmptyState(QWidget *parent = nullptr);

    void showWelcome(const QString &command, const QString &otherCommand);
    void showNoMatch(const QString &filterText);

Q_SIGNALS:
    void clearFilterRequested();

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makeCommand(QLabel *&label);
    void applyTheme();

    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_hint;
    QLabel *m_command = nullptr;
    QLabel *m_otherHint;
    QLabel *m_otherCommand = nullptr;
    QList<QPushButton *> m_copyButtons;
    QList<QWidget *> m_welcomeParts;
    QPushButton *m_clearButton;
};

} // namespace Flowcast
