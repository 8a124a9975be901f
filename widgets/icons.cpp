#include "widgets/icons.h"

#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::Literals::StringLiterals;

// Static libraries drop resources that nobody asks for; the macro must stand outside of any namespace.
static void loadResources()
{
    Q_INIT_RESOURCE(flowcast_icons);
}

namespace Flowcast {

namespace {

QString pathOf(const QString &name)
{
    static const bool loaded = (loadResources(), true);
    Q_UNUSED(loaded);
    return u":/flowcast/icons/"_s + name + u".svg"_s;
}

QPixmap draw(const QString &name, const QColor &color, int size, qreal devicePixelRatio)
{
    QPixmap pixmap(QSize(size, size) * devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    QSvgRenderer(pathOf(name)).render(&painter);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(pixmap.rect(), color);
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

} // namespace

QString iconName(WorkflowStatus status)
{
    return u"status-"_s + toText(status);
}

QPixmap symbol(const QString &name, const QColor &color, int size, qreal devicePixelRatio)
{
    const QString key = u"flowcast/%1/%2/%3/%4"_s.arg(name, color.name()).arg(size).arg(devicePixelRatio);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = draw(name, color, size, devicePixelRatio);
        QPixmapCache::insert(key, pixmap);
    }
    return pixmap;
}

QIcon symbolIcon(const QString &name, const QColor &color)
{
    QIcon icon;
    for (int ratio = 1; ratio <= 3; ++ratio) {
        icon.addPixmap(symbol(name, color, 16, ratio));
    }
    return icon;
}

QIcon applicationIcon()
{
    return QIcon(pathOf(u"flowcast"_s));
}

} // namespace Flowcast
