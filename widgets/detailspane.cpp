#include "widgets/detailspane.h"

#include "client/workflowtext.h"
#include "widgets/displaytext.h"
#include "widgets/elidedlabel.h"
#include "widgets/icons.h"
#include "widgets/messagetext.h"
#include "widgets/progressbar.h"
#include "widgets/theme.h"
#include "widgets/updatelogdelegate.h"
#include "widgets/updatelogmodel.h"

#include <QClipboard>
#include <QDateTime>
#include <QFontDatabase>
#include <QGridLayout>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPainter>
#include <QTimer>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace Flowcast {

namespace {

constexpr auto FollowDelay = 150ms;
constexpr int Margin = 16;

QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QToolButton *iconButton(const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setToolTip(name);
    button->setAccessibleName(name);
    return button;
}

} // namespace

DetailsPane::DetailsPane(QUrl server, QWidget *parent)
    : QWidget(parent), m_server(std::move(server)), m_log(new UpdateLogModel(this)), m_followTimer(new QTimer(this))
{
    setAccessibleName(tr("Details"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Margin - 4, 0, 0);
    layout->setSpacing(0);
    buildHeader(layout);
    buildFields(layout);
    buildLog(layout);
    m_followTimer->setSingleShot(true);
    m_followTimer->setInterval(FollowDelay);
    connect(m_followTimer, &QTimer::timeout, this, &DetailsPane::follow);
    auto *ageTimer = new QTimer(this);
    connect(ageTimer, &QTimer::timeout, this, &DetailsPane::refreshAge);
    ageTimer->start(1s);
    applyTheme();
}

DetailsPane::~DetailsPane() = default;

void DetailsPane::buildHeader(QBoxLayout *layout)
{
    m_icon = new QLabel(this);
    m_status = plainLabel(this);
    m_status->setObjectName(u"detailsStatus"_s);
    m_closeButton = iconButton(tr("Close details (Esc)"), this);
    connect(m_closeButton, &QToolButton::clicked, this, &DetailsPane::closeRequested);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(Margin, 0, Margin - 6, 0);
    top->setSpacing(8);
    top->addWidget(m_icon);
    top->addWidget(m_status, 1);
    top->addWidget(m_closeButton);

    m_name = plainLabel(this);
    m_name->setObjectName(u"detailsName"_s);
    m_name->setWordWrap(true);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setWeight(QFont::DemiBold);
    m_name->setFont(large);
    m_name->setContentsMargins(Margin, 6, Margin, 0);

    m_id = new ElidedLabel(this);
    m_id->setSecondary(true);
    m_id->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_copyButton = iconButton(tr("Copy id"), this);
    m_copyButton->setObjectName(u"copyIdButton"_s);
    connect(m_copyButton, &QToolButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(workflowId().toString()); });
    auto *idRow = new QHBoxLayout;
    idRow->setContentsMargins(Margin, 0, Margin - 6, 0);
    idRow->addWidget(m_id, 1);
    idRow->addWidget(m_copyButton);

    layout->addLayout(top);
    layout->addWidget(m_name);
    layout->addLayout(idRow);
}

void DetailsPane::buildFields(QBoxLayout *layout)
{
    auto *grid = new QGridLayout;
    grid->setContentsMargins(Margin, 10, Margin, 14);
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    m_bar = new ProgressBar(this);
    grid->addWidget(m_bar, 0, 0, 1, 2);
    grid->setRowMinimumHeight(1, 4);

    m_steps = plainLabel(this);
    m_message = new MessageText(this);
    m_updated = plainLabel(this);
    m_version = plainLabel(this);
    m_steps->setObjectName(u"detailsSteps"_s);
    m_message->setObjectName(u"detailsMessage"_s);
    const std::pair<QString, QWidget *> fields[]{
        {tr("Steps"), m_steps}, {tr("Message"), m_message}, {tr("Updated"), m_updated}, {tr("Version"), m_version}};
    int row = 2;
    for (const auto &[caption, widget] : fields) {
        auto *label = plainLabel(this);
        label->setText(caption);
        label->setBuddy(widget);
        m_captions << label;
        grid->addWidget(label, row, 0, Qt::AlignTop | Qt::AlignLeft);
        grid->addWidget(widget, row++, 1, Qt::AlignTop);
    }
    layout->addLayout(grid);
}

void DetailsPane::buildLog(QBoxLayout *layout)
{
    auto *heading = plainLabel(this);
    heading->setText(tr("Latest updates"));
    heading->setContentsMargins(Margin, 0, Margin, 4);
    m_captions << heading;
    m_logView = new QListView(this);
    m_logView->setObjectName(u"updateLog"_s);
    m_logView->setAccessibleName(tr("Latest updates"));
    m_logView->setModel(m_log);
    m_logView->setItemDelegate(new UpdateLogDelegate(m_logView));
    m_logView->setUniformItemSizes(true);
    m_logView->setFrameShape(QFrame::NoFrame);
    m_logView->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_logView->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    layout->addWidget(heading);
    layout->addWidget(m_logView, 1);
}

void DetailsPane::showWorkflow(const WorkflowUpdate &update)
{
    const bool another = update.workflowId != m_update.workflowId;
    m_update = update;
    if (another) {
        stopFollowing();
        m_followTimer->start();
    }
    refresh();
}

void DetailsPane::clear()
{
    stopFollowing();
    m_update = {};
}

void DetailsPane::focusLog()
{
    m_logView->setFocus(Qt::OtherFocusReason);
}

void DetailsPane::reconnectNow()
{
    if (m_connection) {
        m_connection->reconnectNow();
    }
}

void DetailsPane::follow()
{
    m_connection = std::make_unique<WorkflowConnection>(m_server, m_update.workflowId);
    m_connection->setResumeFrom(m_update.version - std::min(m_update.version, HistoryWanted));
    connect(m_connection.get(), &WorkflowConnection::updateReceived, m_log, &UpdateLogModel::add);
    connect(m_connection.get(), &WorkflowConnection::storeReplaced, m_log, &UpdateLogModel::clear);
    m_connection->open();
}

void DetailsPane::stopFollowing()
{
    m_followTimer->stop();
    m_connection.reset();
    m_log->clear();
}

void DetailsPane::refresh()
{
    const Theme theme(palette());
    const QColor color = theme.status(m_update.status);
    m_icon->setPixmap(symbol(iconName(m_update.status), color, 16, devicePixelRatioF()));
    m_status->setText(statusWord(m_update.status));
    QPalette tinted = m_status->palette();
    tinted.setColor(QPalette::WindowText, color);
    m_status->setPalette(tinted);
    m_name->setText(singleLine(displayName(m_update)));
    m_id->setText(m_update.workflowId.toString());
    m_bar->setUpdate(m_update);
    m_steps->setText(stepsText(m_update));
    m_message->setMessage(m_update.message);
    m_version->setText(m_update.version > 0 ? QLocale().toString(m_update.version) : u"–"_s);
    refreshAge();
}

void DetailsPane::refreshAge()
{
    m_updated->setText(updatedText());
}

QString DetailsPane::updatedText() const
{
    const auto time = QDateTime::fromMSecsSinceEpoch(m_update.timestamp.time_since_epoch().count());
    const QString clock
        = time.date() == QDate::currentDate() ? time.toString(u"HH:mm:ss"_s) : time.toString(u"yyyy-MM-dd HH:mm:ss"_s);
    const QString age = ageText(currentTimestamp() - m_update.timestamp);
    return age == ageText({}) ? clock + u" · "_s + age : tr("%1 · %2 ago").arg(clock, age);
}

void DetailsPane::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT closeRequested();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void DetailsPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyTheme();
    }
}

void DetailsPane::applyTheme()
{
    const Theme theme(palette());
    for (QLabel *caption : std::as_const(m_captions)) {
        QPalette pale = caption->palette();
        pale.setColor(QPalette::WindowText, theme.secondaryText());
        caption->setPalette(pale);
    }
    m_copyButton->setIcon(symbolIcon(u"copy"_s, theme.secondaryText()));
    m_closeButton->setIcon(symbolIcon(u"close"_s, theme.secondaryText()));
    if (!m_update.workflowId.isEmpty()) {
        refresh();
    }
}

void DetailsPane::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), palette().base());
}

} // namespace Flowcast
