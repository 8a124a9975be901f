#include "widgets/connectionbar.h"

#include "widgets/elidedlabel.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace Flowcast {

namespace {

using State = WorkflowConnection::State;
constexpr auto CountdownInterval = 100ms;

} // namespace

ConnectionBar::ConnectionBar(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_text(new ElidedLabel(this)),
      m_button(new QPushButton(tr("Reconnect now"), this))
{
    setAccessibleName(tr("Connection"));
    m_text->setObjectName(u"connectionText"_s);
    m_button->setObjectName(u"reconnectButton"_s);
    QSizePolicy keepsItsPlace = m_button->sizePolicy();
    keepsItsPlace.setRetainSizeWhenHidden(true);
    m_button->setSizePolicy(keepsItsPlace);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 4, 8, 4);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, &ConnectionBar::reconnectRequested);
    m_countdown.setInterval(CountdownInterval);
    refresh();
}

void ConnectionBar::watch(WorkflowConnection *connection)
{
    const auto show = [this, connection] { setStatus(statusOf(*connection)); };
    connect(connection, &WorkflowConnection::stateChanged, this, show);
    connect(&m_countdown, &QTimer::timeout, this, show);
    connect(this, &ConnectionBar::reconnectRequested, connection, &WorkflowConnection::reconnectNow);
    show();
}

void ConnectionBar::setStatus(const ConnectionStatus &status)
{
    m_status = status;
    if (status.state != State::Waiting) {
        m_countdown.stop();
    } else if (!m_countdown.isActive()) {
        m_countdown.start();
    }
    refresh();
}

void ConnectionBar::setRole(const QString &text)
{
    m_role = text;
    refresh();
}

void ConnectionBar::setCompact(bool compact)
{
    m_compact = compact;
    m_text->setSecondary(compact);
    m_button->setText(compact ? tr("Try now") : tr("Reconnect now"));
    layout()->setContentsMargins(compact ? QMargins() : QMargins(12, 4, 8, 4));
    refresh();
}

QString ConnectionBar::text() const
{
    return m_text->text();
}

void ConnectionBar::refresh()
{
    const bool connected = m_status.state == State::Connected;
    m_text->setText(connectionText(m_status) + (connected && !m_role.isEmpty() ? u" · "_s + m_role : QString()));
    m_text->setColor(needsAPerson() ? color() : QColor());
    m_icon->setPixmap(symbol(connectionIcon(m_status.state), color(), m_compact ? 12 : 16, devicePixelRatioF()));
    m_button->setVisible(needsAPerson());
    m_button->setAccessibleName(tr("Reconnect now"));
    update();
}

bool ConnectionBar::needsAPerson() const
{
    return m_status.state == State::Waiting || m_status.state == State::Stopped;
}

QColor ConnectionBar::color() const
{
    const Theme theme(palette());
    switch (m_status.state) {
    case State::Connected:
        return theme.status(WorkflowStatus::Completed);
    case State::Waiting:
        return theme.attention();
    case State::Stopped:
        return theme.error();
    case State::Idle:
    case State::Connecting:
        break;
    }
    return theme.secondaryText();
}

void ConnectionBar::paintEvent(QPaintEvent *)
{
    if (m_compact) {
        return;
    }
    QPainter painter(this);
    const Theme theme(palette());
    if (needsAPerson()) {
        painter.fillRect(
            rect(), m_status.state == State::Stopped ? theme.errorBackground() : theme.attentionBackground());
    }
    painter.fillRect(0, 0, width(), 1, theme.separator());
}

void ConnectionBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        refresh();
    }
}

} // namespace Flowcast
