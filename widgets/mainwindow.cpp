#include "widgets/mainwindow.h"

#include "client/workflowfeed.h"
#include "client/workflowfilter.h"
#include "client/workflowmodel.h"
#include "protocol/api.h"
#include "widgets/connectionbar.h"
#include "widgets/detailspane.h"
#include "widgets/emptystate.h"
#include "widgets/icons.h"
#include "widgets/theme.h"
#include "widgets/workflowview.h"

#include <QAction>
#include <QDataStream>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr int DetailsWidth = 360;
constexpr int WidthForDetailsBeside = 880; // narrower windows have them below the list
constexpr quint32 LayoutVersion = 1;

/// The commands of the welcome name the server only if it is not the one they take anyway.
QString serverOption(const QUrl &server)
{
    return server == defaultServerUrl() ? QString() : u"--server "_s + server.toString() + u' ';
}

} // namespace

MainWindow::MainWindow(QUrl server, QWidget *parent)
    : QMainWindow(parent), m_model(new WorkflowModel(this)), m_filter(new WorkflowFilter(m_model, this)),
      m_connection(new WorkflowConnection(std::move(server), AllWorkflows(), this)), m_filterBox(new QLineEdit(this)),
      m_counts(new QLabel(this)), m_notice(new QLabel(this)), m_listStack(new QStackedWidget(this)),
      m_view(new WorkflowView(m_filter)), m_emptyState(new EmptyState),
      m_details(new DetailsPane(m_connection->server())), m_splitter(new QSplitter(this)),
      m_connectionBar(new ConnectionBar(this)),
      m_searchIcon(m_filterBox->addAction(QIcon(), QLineEdit::LeadingPosition))
{
    new WorkflowFeed(m_connection, m_model, this); // child of this window
    setWindowIcon(applicationIcon());
    setMinimumSize(360, 280);
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildTop());
    layout->addWidget(m_notice);
    layout->addWidget(buildContent(), 1);
    layout->addWidget(m_connectionBar);
    setCentralWidget(content);
    m_connectionBar->watch(m_connection);
    connectParts();
    applyTheme();
    showListOrHint();
    refreshCounts();
    m_view->setFocus();
    resize(1120, 680);
}

MainWindow::~MainWindow()
{
    m_details->disconnect(this); // children go after this class is gone
    m_view->disconnect(this);
    m_model->disconnect(this);
    m_filter->disconnect(this);
}

QWidget *MainWindow::buildTop()
{
    auto *top = new QWidget(this);
    auto *layout = new QHBoxLayout(top);
    layout->setContentsMargins(10, 8, 12, 8);
    layout->setSpacing(16);
    m_filterBox->setObjectName(u"filterBox"_s);
    m_filterBox->setPlaceholderText(tr("Filter workflows (Ctrl+F)"));
    m_filterBox->setAccessibleName(tr("Filter workflows"));
    m_filterBox->setToolTip(tr("Shows the workflows with these words in their name, id, message or status"));
    m_filterBox->setClearButtonEnabled(true);
    m_filterBox->setMaximumWidth(380);
    m_filterBox->setMinimumHeight(30);
    m_filterBox->installEventFilter(this);
    m_counts->setObjectName(u"counts"_s);
    layout->addWidget(m_filterBox, 1);
    layout->addStretch();
    layout->addWidget(m_counts);

    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setWordWrap(true);
    m_notice->setObjectName(u"notice"_s);
    m_notice->setMargin(10);
    m_notice->setAutoFillBackground(true);
    m_notice->hide();
    return top;
}

QWidget *MainWindow::buildContent()
{
    m_listStack->addWidget(m_view);
    m_listStack->addWidget(m_emptyState);
    const QUrl server = m_connection->server();
    m_emptyState->showWelcome(u"flowcast run %1-- ninja"_s.arg(serverOption(server)),
        u"flowcast publish %1nightly --step 3 --total 10"_s.arg(serverOption(server)));
    m_splitter->addWidget(m_listStack);
    m_splitter->addWidget(m_details);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setSizes({1120 - DetailsWidth, DetailsWidth});
    m_listStack->setMinimumSize(280, 120);
    m_details->setMinimumSize(280, 120);
    m_details->hide();
    return m_splitter;
}

void MainWindow::connectParts()
{
    connect(m_filterBox, &QLineEdit::textChanged, m_filter, &WorkflowFilter::setText);
    connect(m_filter, &WorkflowFilter::textChanged, this, &MainWindow::showListOrHint);
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, &MainWindow::showListOrHint);
    connect(m_filter, &QAbstractItemModel::rowsRemoved, this, &MainWindow::showListOrHint);
    connect(m_filter, &QAbstractItemModel::modelReset, this, &MainWindow::showListOrHint);
    connect(m_emptyState, &EmptyState::clearFilterRequested, m_filterBox, &QLineEdit::clear);
    connect(m_model, &WorkflowModel::countsChanged, this, &MainWindow::refreshCounts);
    connect(m_model, &WorkflowModel::dataChanged, this, &MainWindow::onModelChanged);
    connect(m_model, &WorkflowModel::rowsRemoved, this, &MainWindow::onModelChanged);
    connect(m_model, &WorkflowModel::modelReset, this, &MainWindow::onModelChanged);
    connect(m_view, &WorkflowView::currentWorkflowChanged, this, &MainWindow::onCurrentWorkflowChanged);
    connect(m_view, &WorkflowView::detailsRequested, this, &MainWindow::openDetails);
    connect(m_details, &DetailsPane::closeRequested, this, &MainWindow::closeDetails);
    connect(m_connectionBar, &ConnectionBar::reconnectRequested, m_details, &DetailsPane::reconnectNow);
    auto *find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, this, [this] {
        m_filterBox->setFocus(Qt::ShortcutFocusReason);
        m_filterBox->selectAll();
    });
    auto *quit = new QShortcut(QKeySequence::Quit, this);
    connect(quit, &QShortcut::activated, this, &QWidget::close);
}

void MainWindow::setServerRole(const QString &text)
{
    m_connectionBar->setRole(text);
}

void MainWindow::setNotice(const QString &text)
{
    m_notice->setText(text);
    m_notice->setVisible(!text.isEmpty());
}

QByteArray MainWindow::saveLayout() const
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << LayoutVersion << saveGeometry() << m_splitter->saveState() << m_view->nameShare();
    return bytes;
}

void MainWindow::restoreLayout(const QByteArray &layout)
{
    QDataStream stream(layout);
    quint32 version = 0;
    QByteArray geometry;
    QByteArray splitter;
    double nameShare = 0;
    stream >> version >> geometry >> splitter >> nameShare;
    if (stream.status() == QDataStream::Ok && version == LayoutVersion) {
        restoreGeometry(geometry);
        m_splitter->restoreState(splitter);
        m_view->setNameShare(nameShare);
    }
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape) {
        QMainWindow::keyPressEvent(event);
    } else if (!m_filterBox->text().isEmpty()) {
        m_filterBox->clear();
    } else {
        closeDetails();
    }
}

/// Arrows and Enter lead from the filter box into the list.
bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_filterBox && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (!m_view->currentIndex().isValid()) {
                m_view->setCurrentIndex(m_filter->index(0, 0));
            }
            m_view->setFocus(Qt::OtherFocusReason);
            return true;
        }
        if (key == Qt::Key_Escape && m_filterBox->text().isEmpty()) {
            m_view->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    const auto orientation = width() < WidthForDetailsBeside ? Qt::Vertical : Qt::Horizontal;
    if (orientation != m_splitter->orientation()) {
        m_splitter->setOrientation(orientation);
        const bool beside = orientation == Qt::Horizontal;
        const int details = beside ? DetailsWidth : height() / 2;
        m_splitter->setSizes({(beside ? width() : height()) - details, details});
    }
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyTheme();
    }
}

void MainWindow::onCurrentWorkflowChanged(const WorkflowId &id)
{
    if (const int row = m_model->rowOf(id); row >= 0) {
        m_details->showWorkflow(m_model->at(row));
        m_details->show();
    }
}

/// What the details show may have changed, or gone.
void MainWindow::onModelChanged()
{
    const WorkflowId id = m_details->workflowId();
    if (id.isEmpty()) {
        return;
    }
    if (const int row = m_model->rowOf(id); row >= 0) {
        m_details->showWorkflow(m_model->at(row));
    } else {
        closeDetails();
    }
}

void MainWindow::openDetails()
{
    onCurrentWorkflowChanged(m_view->currentWorkflow());
    m_details->focusLog();
}

void MainWindow::closeDetails()
{
    m_details->hide();
    m_details->clear();
    m_view->choose({});
    m_view->setFocus(Qt::OtherFocusReason);
}

void MainWindow::showListOrHint()
{
    if (m_model->rowCount() > 0 && m_filter->rowCount() == 0) {
        m_emptyState->showNoMatch(m_filter->text());
    } else if (m_model->rowCount() == 0) {
        const QUrl server = m_connection->server();
        m_emptyState->showWelcome(u"flowcast run %1-- ninja"_s.arg(serverOption(server)),
            u"flowcast publish %1nightly --step 3 --total 10"_s.arg(serverOption(server)));
    }
    m_listStack->setCurrentWidget(m_filter->rowCount() > 0 ? static_cast<QWidget *>(m_view) : m_emptyState);
}

void MainWindow::refreshCounts()
{
    const int running = m_model->count(WorkflowStatus::Running);
    const int failed = m_model->count(WorkflowStatus::Failed);
    const int all = m_model->rowCount();
    QStringList parts;
    if (running > 0) {
        parts << tr("%L1 running").arg(running);
    }
    if (failed > 0) {
        parts << tr("%L1 failed").arg(failed);
    }
    if (all > 0) {
        parts << tr("%L1 in all").arg(all);
    }
    m_counts->setText(parts.join(u" · "_s));
    setWindowTitle(running > 0 ? tr("%L1 running – Flowcast").arg(running) : u"Flowcast"_s);
}

void MainWindow::applyTheme()
{
    const Theme theme(palette());
    m_searchIcon->setIcon(symbolIcon(u"search"_s, theme.secondaryText()));
    QPalette pale = m_counts->palette();
    pale.setColor(QPalette::WindowText, theme.secondaryText());
    m_counts->setPalette(pale);
    QPalette alarming = m_notice->palette();
    alarming.setColor(QPalette::Window, theme.errorBackground());
    alarming.setColor(QPalette::WindowText, theme.error());
    m_notice->setPalette(alarming);
    QPalette lines = m_splitter->palette();
    lines.setColor(QPalette::Window, theme.separator());
    m_splitter->setPalette(lines);
    m_splitter->setAutoFillBackground(true);
}

} // namespace Flowcast
