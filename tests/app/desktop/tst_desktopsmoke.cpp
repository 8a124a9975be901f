#include "client/publisher.h"
#include "client/workflowconnection.h"
#include "tests/app/desktop/freeport.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Flowcast;
using namespace Flowcast::Testing;
using namespace Qt::Literals::StringLiterals;

/// The real program in its desktop mode: two windows, one of which serves; kill -9; SIGTERM.
class tst_DesktopSmoke : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    quint16 m_port = freePort();

    [[nodiscard]] QUrl url() const { return QUrl(u"ws://127.0.0.1:%1"_s.arg(m_port)); }

    std::unique_ptr<QProcess> start() const
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"XDG_CONFIG_HOME"_s, m_dir.path());
        process->setProcessEnvironment(environment);
        process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process->start(QStringLiteral(FLOWCAST_PROGRAM),
            {u"--port"_s, QString::number(m_port), u"--data-dir"_s, m_dir.filePath(u"data"_s)});
        return process->waitForStarted() ? std::move(process) : nullptr;
    }

    static void end(QProcess *process)
    {
        process->terminate();
        QVERIFY(process->waitForFinished(10000));
        QCOMPARE(process->exitStatus(), QProcess::NormalExit);
        QCOMPARE(process->exitCode(), 0);
    }

private Q_SLOTS:
    void anotherWindowTakesOverAfterKill()
    {
        const auto first = start();
        QVERIFY(first);
        WorkflowConnection watcher(url(), AllWorkflows());
        QSignalSpy updates(&watcher, &WorkflowConnection::updateReceived);
        watcher.open();
        QTRY_COMPARE_WITH_TIMEOUT(watcher.state(), WorkflowConnection::State::Connected, 20000);

        Publisher publisher(url());
        QSignalSpy acknowledged(&publisher, &Publisher::acknowledged);
        publisher.open();
        Publish publish;
        publish.workflowId = WorkflowId::fromTrusted("nightly");
        publish.currentStep = 1;
        publisher.publish(publish);
        QTRY_COMPARE(acknowledged.size(), 1);
        QTRY_COMPARE(updates.size(), 1);

        const auto second = start();
        QVERIFY(second);
        first->kill();
        QVERIFY(first->waitForFinished());
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY_WITH_TIMEOUT(watcher.state() != WorkflowConnection::State::Connected, 5000);
        QTRY_COMPARE_WITH_TIMEOUT(watcher.state(), WorkflowConnection::State::Connected, 10000);
        qInfo("watching again after %lld ms", timer.elapsed());

        publish.currentStep = 2;
        publisher.publish(publish);
        QTRY_COMPARE_WITH_TIMEOUT(updates.size(), 2, 10000);
        QCOMPARE(updates.last().at(0).value<WorkflowUpdate>().version, 2u); // of the same database
        end(second.get());
    }

    void helpNeedsNoDisplay()
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const auto &name : {u"QT_QPA_PLATFORM"_s, u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s}) {
            environment.remove(name);
        }
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(FLOWCAST_PROGRAM), {u"--port"_s, u"9000"_s, u"--help"_s});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(process.readAllStandardOutput().contains("--data-dir"));
        process.start(QStringLiteral(FLOWCAST_PROGRAM), QStringList());
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("flowcast serve"));
    }
};

QTEST_GUILESS_MAIN(tst_DesktopSmoke)
#include "tst_desktopsmoke.moc"
