#include "widgets/emptystate.h"

#include "widgets/displaytext.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr int IconSize = 64;

QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    return label;
}

QFont scaled(QFont font, double factor)
{
    font.setPointSizeF(font.pointSizeF() * factor);
    return font;
}

} // namespace

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_title(plainLabel(this)), m_hint(plainLabel(this)),
      m_otherHint(plainLabel(this)), m_clearButton(new QPushButton(tr("Clear filter"), this))
{
    QFont titleFont = scaled(font(), 1.35);
    titleFont.setWeight(QFont::DemiBold);
    m_title->setFont(titleFont);
    m_icon->setAlignment(Qt::AlignCenter);
    m_icon->setPixmap(applicationIcon().pixmap(IconSize));
    auto *command = makeCommand(m_command);
    auto *otherCommand = makeCommand(m_otherCommand);
    m_command->setObjectName(u"welcomeCommand"_s);
    m_clearButton->setObjectName(u"clearFilterButton"_s);
    m_welcomeParts = {m_icon, command, m_otherHint, otherCommand};

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->addStretch(2);
    layout->addWidget(m_icon);
    layout->addSpacing(12);
    layout->addWidget(m_title);
    layout->addWidget(m_hint);
    layout->addSpacing(8);
    layout->addWidget(command, 0, Qt::AlignHCenter);
    layout->addSpacing(14);
    layout->addWidget(m_otherHint);
    layout->addWidget(otherCommand, 0, Qt::AlignHCenter);
    layout->addWidget(m_clearButton, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_clearButton, &QPushButton::clicked, this, &EmptyState::clearFilterRequested);
    applyTheme();
}

QWidget *EmptyState::makeCommand(QLabel *&label)
{
    auto *box = new QWidget(this);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(12, 4, 4, 4);
    label = plainLabel(box);
    label->setWordWrap(false);
    label->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *copy = new QPushButton(box);
    copy->setFlat(true);
    copy->setToolTip(tr("Copy"));
    copy->setAccessibleName(tr("Copy command"));
    connect(copy, &QPushButton::clicked, this, [label] { QGuiApplication::clipboard()->setText(label->text()); });
    m_copyButtons << copy;
    layout->addWidget(label);
    layout->addWidget(copy);
    box->setProperty("command", true); // paintEvent() draws the ground below it
    return box;
}

void EmptyState::showWelcome(const QString &command, const QString &otherCommand)
{
    for (QWidget *part : std::as_const(m_welcomeParts)) {
        part->show();
    }
    m_clearButton->hide();
    m_title->setText(tr("No workflows yet"));
    m_hint->setText(tr("Put this in front of any command and its progress appears here:"));
    m_otherHint->setText(tr("or tell of your own steps, from a script:"));
    m_command->setText(command);
    m_otherCommand->setText(otherCommand);
}

void EmptyState::showNoMatch(const QString &filterText)
{
    for (QWidget *part : std::as_const(m_welcomeParts)) {
        part->hide();
    }
    m_clearButton->show();
    m_title->setText(tr("Nothing matches"));
    m_hint->setText(tr("No workflow has “%1” in its name, id, message or status.").arg(singleLine(filterText, 80)));
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyTheme();
    }
}

void EmptyState::applyTheme()
{
    const Theme theme(palette());
    for (QLabel *label : {m_hint, m_otherHint}) {
        QPalette pale = label->palette();
        pale.setColor(QPalette::WindowText, theme.secondaryText());
        label->setPalette(pale);
    }
    for (QPushButton *button : std::as_const(m_copyButtons)) {
        button->setIcon(symbolIcon(u"copy"_s, theme.secondaryText()));
    }
}

void EmptyState::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme(palette());
    painter.fillRect(rect(), palette().base());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.separator());
    for (const QWidget *part : std::as_const(m_welcomeParts)) {
        if (part->property("command").toBool() && part->isVisible()) {
            painter.drawRoundedRect(part->geometry(), 6, 6);
        }
    }
}

} // namespace Flowcast
