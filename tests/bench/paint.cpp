// From a publish to the painted bar, on loopback: a whole server with its database, and the real window. In the same
// run and in turn with it, two baselines: a bare TCP echo (two crossings of loopback and two turns of event loops) and
// a bare subscriber of the same server that has nothing to paint.
//
//     bench_paint [ROUNDS]

#include "client/workflowmodel.h"
#include "protocol/api.h"
#include "server/serverthread.h"
#include "widgets/mainwindow.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QThread>
#include <QWebSocket>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

namespace {

const auto benchId = WorkflowId::fromBytes("bench").value();

/// Turns the event loop until \a done or ten seconds are over; a benchmark that lost something must not go on.
void waitFor(const std::function<bool()> &done, const char *what)
{
    QElapsedTimer timer;
    timer.start();
    while (!done()) {
        if (timer.elapsed() > 10000) {
            std::fprintf(stderr, "bench_paint: waited in vain for %s\n", what);
            std::exit(1);
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
}

/// Tells when a view has painted, after the paint event.
class PaintWatch final : public QObject
{
    Q_OBJECT

public:
    explicit PaintWatch(QWidget *viewport) : m_viewport(viewport) { viewport->installEventFilter(this); }

Q_SIGNALS:
    void painted();

private:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            m_viewport->removeEventFilter(this);
            QCoreApplication::sendEvent(m_viewport, event);
            m_viewport->installEventFilter(this);
            emit painted();
            return true;
        }
        return QObject::eventFilter(watched, event);
    }

    QWidget *m_viewport;
};

struct Series
{
    const char *name;
    std::vector<double> milliseconds;

    [[nodiscard]] double quantile(double q) const
    {
        std::vector<double> sorted = milliseconds;
        std::sort(sorted.begin(), sorted.end());
        return sorted[std::min(sorted.size() - 1, size_t(q * double(sorted.size())))];
    }
};

class PaintBench final
{
public:
    explicit PaintBench(const QUrl &server)
        : m_window(server), m_view(m_window.findChild<QAbstractItemView *>()), m_paintWatch(m_view->viewport())
    {
        startEcho();
        QObject::connect(&m_paintWatch, &PaintWatch::painted, &m_window, [this] { m_painted = shownVersion(); });
        QObject::connect(&m_subscriber, &QWebSocket::textMessageReceived, &m_window, [this] { ++m_received; });
        m_window.resize(900, 600);
        m_window.show();
        m_subscriber.open(endpoint(server, workflowUpdatesPath(WorkflowId::fromBytes("bare").value())));
        m_publisher.open(endpoint(server, publishPath()));
        waitFor(
            [this] { return m_window.connection()->state() == WorkflowConnection::State::Connected; }, "the window");
        waitFor([this] { return m_subscriber.isValid() && m_publisher.isValid(); }, "the sockets");
    }

    void run(int rounds)
    {
        for (int round = 0; round < rounds; ++round) {
            m_echoes.milliseconds.push_back(timed([this] { echo(); }));
            m_bare.milliseconds.push_back(timed([this, round] { publishToSubscriber(round); }));
            m_bars.milliseconds.push_back(timed([this, round] { publishToBar(round); }));
        }
    }

    void print() const
    {
        const double raw = m_echoes.quantile(0.5);
        std::printf("%-34s %9s %9s %9s %9s\n", "", "p50 ms", "p99 ms", "max ms", "p50/raw");
        for (const Series *series : {&m_echoes, &m_bare, &m_bars}) {
            std::printf("%-34s %9.2f %9.2f %9.2f %9.1f\n", series->name, series->quantile(0.5), series->quantile(0.99),
                series->quantile(1), series->quantile(0.5) / raw);
        }
    }

private:
    template <typename Step>
    static double timed(Step step)
    {
        QElapsedTimer timer;
        timer.start();
        step();
        return double(timer.nsecsElapsed()) / 1e6;
    }

    void startEcho()
    {
        m_echoServer.listen(QHostAddress::LocalHost);
        m_echoClient.connectToHost(QHostAddress::LocalHost, m_echoServer.serverPort());
        waitFor([this] { return m_echoServer.hasPendingConnections(); }, "the echo");
        QTcpSocket *peer = m_echoServer.nextPendingConnection();
        QObject::connect(peer, &QTcpSocket::readyRead, peer, [peer] { peer->write(peer->readAll()); });
        m_echoClient.setSocketOption(QAbstractSocket::LowDelayOption, 1);
        peer->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    }

    void echo()
    {
        m_echoClient.write(QByteArray(177, 'x'));
        waitFor([this] { return m_echoClient.bytesAvailable() == 177; }, "the echo");
        m_echoClient.readAll();
    }

    void publish(const char *id, int step)
    {
        m_publisher.sendTextMessage(
            uR"({"type":"publish","workflow_id":"%1","status":"running","current_step":%2,"total_steps":1000})"_s
                .arg(QLatin1StringView(id))
                .arg(step % 1000));
    }

    void publishToSubscriber(int round)
    {
        const int before = m_received;
        publish("bare", round);
        waitFor([this, before] { return m_received == before + 1; }, "the subscriber");
    }

    void publishToBar(int round)
    {
        const quint64 before = m_painted;
        publish("bench", round);
        waitFor([this, before] { return m_painted == before + 1; }, "the bar");
    }

    [[nodiscard]] quint64 shownVersion() const
    {
        const int row = m_window.model()->rowOf(benchId);
        return row < 0 ? 0 : m_window.model()->at(row).version;
    }

    MainWindow m_window;
    QAbstractItemView *m_view;
    PaintWatch m_paintWatch;
    QTcpServer m_echoServer;
    QTcpSocket m_echoClient;
    QWebSocket m_subscriber;
    QWebSocket m_publisher;
    quint64 m_painted = 0;
    int m_received = 0;
    Series m_echoes{"raw: TCP echo", {}};
    Series m_bare{"publish, commit, bare subscriber", {}};
    Series m_bars{"publish, commit, painted bar", {}};
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const int rounds = std::clamp(application.arguments().value(1, u"500"_s).toInt(), 1, 100'000);
    const QTemporaryDir directory;
    ServerConfig config;
    config.port = 0;
    config.dataDirectory = directory.path();
    ServerThread server(config);
    quint16 port = 0;
    QObject::connect(
        &server, &ServerThread::listening, &application, [&](const QHostAddress &, quint16 p) { port = p; });
    waitFor([&] { return port != 0; }, "the server");
    PaintBench bench(QUrl(u"ws://127.0.0.1:%1"_s.arg(port)));
    bench.run(rounds);
    bench.print();
    return 0;
}

#include "paint.moc"
