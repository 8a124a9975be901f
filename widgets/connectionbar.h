#pragma once

#include "widgets/connectiontext.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace Flowcast {

class ElidedLabel;

/// A strip that says how a connection stands: quiet while it lives, tinted, with a countdown and a button, while it
/// does not. Its height stays the same, so that nothing jumps when a server restarts. GUI thread.
class ConnectionBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConnectionBar)

public:
    explicit ConnectionBar(QWidget *parent = nullptr);

    void watch(WorkflowConnection *connection); ///< Once; \a connection must live as long as this.
    void setStatus(const ConnectionStatus &status);
    void setRole(const QString &text); ///< Said beside "Connected": who serves. May be empty.
    void setCompact(bool compact); ///< Small text and no tint: for inside of another widget.
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void reconnectRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    [[nodiscard]] QColor color() const;
    [[nodiscard]] bool needsAPerson() const;

    ConnectionStatus m_status;
    QString m_role;
    bool m_compact = false;
    QLabel *m_icon;
    ElidedLabel *m_text;
    QPushButton *m_button;
    QTimer m_countdown; // runs while Waiting
};

} // namespace Flowcast
