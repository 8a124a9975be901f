#include "widgets/workflowprogresswidget.h"

#include "client/workflowtext.h"
#include "widgets/connectionbar.h"
#include "widgets/elidedlabel.h"
#include "widgets/icons.h"
#include "widgets/progressbar.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace Flowcast {

WorkflowProgressWidget::WorkflowProgressWidget(QUrl server, WorkflowId id, QWidget *parent)
    : QWidget(parent), m_connection(new WorkflowConnection(std::move(server), id, this)), m_name(new ElidedLabel(this)),
      m_icon(new QLabel(this)), m_status(new QLabel(this)), m_bar(new ProgressBar(this)), m_steps(new QLabel(this)),
      m_message(new ElidedLabel(this)), m_connectionBar(new ConnectionBar(this)), m_frame(new QTimer(this))
{
    m_update.workflowId = std::move(id);
    buildLayout();
    m_frame->setSingleShot(true);
    m_frame->setInterval(16ms);
    connect(m_frame, &QTimer::timeout, this, &WorkflowProgressWidget::refresh);
    connect(m_connection, &WorkflowConnection::updateReceived, this, &WorkflowProgressWidget::onUpdateReceived);
    m_connectionBar->setCompact(true);
    m_connectionBar->watch(m_connection);
    refresh();
    m_connection->open();
}

WorkflowProgressWidget::~WorkflowProgressWidget()
{
    m_connection->disconnect(this); // it tells of its end when this class is gone
}

void WorkflowProgressWidget::buildLayout()
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_name->setFont(bold);
    m_name->setObjectName(u"workflowName"_s);
    m_status->setObjectName(u"workflowStatus"_s);
    m_steps->setObjectName(u"workflowSteps"_s);
    m_message->setObjectName(u"workflowMessage"_s);
    auto *top = new QHBoxLayout;
    top->setSpacing(6);
    top->addWidget(m_name, 1);
    top->addWidget(m_icon);
    top->addWidget(m_status);
    auto *below = new QHBoxLayout;
    below->setSpacing(12);
    below->addWidget(m_message, 1);
    below->addWidget(m_steps);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(4);
    layout->addLayout(top);
    layout->addWidget(m_bar);
    layout->addLayout(below);
    layout->addWidget(m_connectionBar);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void WorkflowProgressWidget::onUpdateReceived(const WorkflowUpdate &update)
{
    const bool ended = isFinal(update.status) && !isFinal(m_update.status);
    m_update = update;
    if (!m_frame->isActive()) {
        m_frame->start();
    }
    Q_EMIT updateReceived(update);
    if (ended) {
        Q_EMIT finished(update.status);
    }
}

void WorkflowProgressWidget::refresh()
{
    const QColor color = Theme(palette()).status(m_update.status);
    m_name->setText(displayName(m_update));
    m_icon->setPixmap(symbol(iconName(m_update.status), color, 16, devicePixelRatioF()));
    m_status->setText(statusWord(m_update.status));
    QPalette tinted = m_status->palette();
    tinted.setColor(QPalette::WindowText, color);
    m_status->setPalette(tinted);
    m_bar->setUpdate(m_update);
    m_steps->setText(stepsText(m_update));
    m_message->setText(m_update.message);
    setAccessibleName(displayName(m_update));
}

void WorkflowProgressWidget::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        refresh();
    }
}

} // namespace Flowcast
