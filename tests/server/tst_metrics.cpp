#include "server/metrics.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

/// What GET /metrics shows.
class TestMetrics final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatWasCounted();
    void putsTimesIntoBuckets();
    void countsRequestsByClass();
    void hasEveryMetricOfTheAlerts();
};

void TestMetrics::showsWhatWasCounted()
{
    Metrics metrics;
    metrics.connections.Increment();
    metrics.connections.Increment();
    metrics.connections.Decrement();
    metrics.skipped.Increment(7);
    const QByteArray text = metrics.text();
    QVERIFY(text.contains("# TYPE flowcast_connections gauge\nflowcast_connections 1\n"));
    QVERIFY(text.contains("# TYPE flowcast_updates_skipped_total counter\nflowcast_updates_skipped_total 7\n"));
    QVERIFY(text.contains("flowcast_build_info{version=\""));
}

void TestMetrics::putsTimesIntoBuckets()
{
    Metrics metrics;
    metrics.commitSeconds.Observe(60e-6);
    metrics.commitSeconds.Observe(2);
    const QByteArray text = metrics.text();
    QVERIFY(text.contains("flowcast_commit_seconds_bucket{le=\"5e-05\"} 0\n"));
    QVERIFY(text.contains("flowcast_commit_seconds_bucket{le=\"0.0001\"} 1\n"));
    QVERIFY(text.contains("flowcast_commit_seconds_bucket{le=\"1\"} 1\n"));
    QVERIFY(text.contains("flowcast_commit_seconds_bucket{le=\"+Inf\"} 2\n"));
}

void TestMetrics::countsRequestsByClass()
{
    Metrics metrics;
    metrics.countHttpRequest("GET"_L1, "/healthz"_L1, 200);
    metrics.countHttpRequest("GET"_L1, "/healthz"_L1, 204);
    metrics.countHttpRequest("GET"_L1, "/healthz"_L1, 404);
    const QByteArray text = metrics.text();
    const QByteArray series = "flowcast_http_requests_total{method=\"GET\",route=\"/healthz\",status=";
    QVERIFY(text.contains(series + "\"2xx\"} 2\n"));
    QVERIFY(text.contains(series + "\"4xx\"} 1\n"));
}

void TestMetrics::hasEveryMetricOfTheAlerts()
{
    QFile file(QStringLiteral(FLOWCAST_SOURCE_DIR "/resources/alerts.yml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString rules = QString::fromUtf8(file.readAll());
    const QString text = QString::fromUtf8(Metrics().text());
    int found = 0;
    auto names = QRegularExpression(u"\\bflowcast_\\w+"_s).globalMatch(rules);
    while (names.hasNext()) {
        const QString name = names.next().captured();
        QVERIFY2(
            QRegularExpression(u'^' + name + u"[{ ]"_s, QRegularExpression::MultilineOption).match(text).hasMatch(),
            qPrintable(name));
        ++found;
    }
    QVERIFY(found >= 10);
}

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
