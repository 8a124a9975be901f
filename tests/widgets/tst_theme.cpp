#include "widgets/theme.h"

#include "widgets/icons.h"

#include <QSet>
#include <QTest>

#include <cmath>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

class tst_Theme : public QObject
{
    Q_OBJECT

    static double luminance(const QColor &color)
    {
        const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
        return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
    }

    static double contrast(const QColor &a, const QColor &b)
    {
        const auto [low, high] = std::minmax({luminance(a), luminance(b)});
        return (high + 0.05) / (low + 0.05);
    }

private Q_SLOTS:
    void textIsReadable_data()
    {
        QTest::addColumn<QColor>("text");
        QTest::addColumn<QColor>("ground");
        for (const bool dark : {false, true}) {
            const QPalette palette = Theme::palette(dark);
            const Theme theme(palette);
            const QPair<const char *, QColor> grounds[]{{"base", palette.color(QPalette::Base)},
                {"window", palette.color(QPalette::Window)}, {"selection", theme.selection()}};
            for (const auto &[name, ground] : grounds) {
                const auto row = [&, groundName = name](const char *text) {
                    return QByteArray(dark ? "dark, " : "light, ") + text + " on " + groundName;
                };
                QTest::newRow(row("text")) << theme.text() << ground;
                QTest::newRow(row("secondary")) << theme.secondaryText() << ground;
                for (WorkflowStatus status : AllWorkflowStatuses) {
                    QTest::newRow(row(toText(status).data())) << theme.status(status) << ground;
                }
            }
            QTest::newRow(dark ? "dark, attention" : "light, attention")
                << theme.attention() << theme.attentionBackground();
            QTest::newRow(dark ? "dark, error" : "light, error") << theme.error() << theme.errorBackground();
            QTest::newRow(dark ? "dark, placeholder" : "light, placeholder")
                << palette.color(QPalette::PlaceholderText) << palette.color(QPalette::Base);
        }
    }

    void textIsReadable()
    {
        QFETCH(QColor, text);
        QFETCH(QColor, ground);
        const double ratio = contrast(text, ground);
        QVERIFY2(ratio >= 4.5, qPrintable(u"%1 : 1"_s.arg(ratio))); // WCAG 2.2, 1.4.3
    }

    void barsStandOutOfTheirTrack()
    {
        for (const bool dark : {false, true}) {
            const Theme theme(Theme::palette(dark));
            for (WorkflowStatus status : AllWorkflowStatuses) {
                QVERIFY(contrast(theme.status(status), theme.track()) >= 3.0); // WCAG 2.2, 1.4.11
            }
        }
    }

    void tellsDarkFromLight()
    {
        QVERIFY(Theme::isDark(Theme::palette(true)));
        QVERIFY(!Theme::isDark(Theme::palette(false)));
    }

    void everyStatusHasAShapeOfItsOwn()
    {
        QSet<QByteArray> shapes;
        for (WorkflowStatus status : AllWorkflowStatuses) {
            const QImage image = symbol(iconName(status), Qt::black, 16, 2.0).toImage();
            QCOMPARE(image.size(), QSize(32, 32));
            shapes.insert(QByteArray(reinterpret_cast<const char *>(image.constBits()), image.sizeInBytes()));
        }
        QCOMPARE(shapes.size(), qsizetype(AllWorkflowStatuses.size()));
    }

    void symbolsTakeTheirColour()
    {
        const QImage image = symbol(u"link-up"_s, QColor(200, 10, 30), 16, 1.0).toImage();
        QCOMPARE(image.pixelColor(8, 8), QColor(200, 10, 30));
        QCOMPARE(image.pixelColor(0, 0).alpha(), 0);
    }
};

QTEST_MAIN(tst_Theme)
#include "tst_theme.moc"
