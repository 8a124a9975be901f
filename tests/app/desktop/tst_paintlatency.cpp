#include "app/desktop/embeddedserver.h"
#include "client/publisher.h"
#include "client/workflowmodel.h"
#include "tests/app/desktop/freeport.h"
#include "widgets/mainwindow.h"
#include "widgets/workflowview.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Flowcast;
using namespace Flowcast::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int Rounds = 200;
constexpr int LimitMilliseconds = 100;

} // namespace

/// From a publish to the painted bar: over the socket, through the store's commit, back over the socket, into the
/// window.
class tst_PaintLatency : public QObject
{
    Q_OBJECT

    MainWindow *m_window = nullptr;
    quint32 m_painted = 0; // the step that was on the screen last

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_window->model()->rowCount() > 0) {
            m_painted = m_window->model()->at(0).currentStep;
        }
        return QObject::eventFilter(watched, event);
    }

private Q_SLOTS:
    void publishToPaintedBar()
    {
        const QTemporaryDir directory;
        ServerConfig config;
        config.port = freePort();
        config.dataDirectory = directory.path();
        EmbeddedServer server(config);
        server.start();
        QTRY_COMPARE(server.role(), EmbeddedServer::Role::Serving);
        MainWindow window(EmbeddedServer::urlOf(config));
        m_window = &window;
        window.findChild<WorkflowView *>()->viewport()->installEventFilter(this);
        window.show();
        window.connection()->open();
        Publisher publisher(EmbeddedServer::urlOf(config));
        publisher.open();
        QTRY_VERIFY(publisher.isConnected());
        QTRY_COMPARE(window.connection()->state(), WorkflowConnection::State::Connected);

        std::vector<double> milliseconds;
        for (quint32 step = 1; step <= Rounds; ++step) {
            Publish publish;
            publish.workflowId = WorkflowId::fromTrusted("latency");
            publish.status = WorkflowStatus::Running;
            publish.currentStep = step;
            publish.totalSteps = Rounds;
            QElapsedTimer timer;
            timer.start();
            publisher.publish(publish);
            while (m_painted != step && timer.elapsed() < 5000) {
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 50);
            }
            QCOMPARE(m_painted, step);
            milliseconds.push_back(double(timer.nsecsElapsed()) / 1e6);
        }
        std::sort(milliseconds.begin(), milliseconds.end());
        const double p99 = milliseconds[Rounds * 99 / 100];
        qInfo("publish to painted bar, %d rounds: median %.1f ms, 99%% %.1f ms, worst %.1f ms", Rounds,
            milliseconds[Rounds / 2], p99, milliseconds.back());
        QVERIFY(p99 < LimitMilliseconds);
    }
};

QTEST_MAIN(tst_PaintLatency)
#include "tst_paintlatency.moc"
