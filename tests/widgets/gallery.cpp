// Shows the window with data as it comes in real life, or saves a picture of it:
//   widget_gallery [--dark] [--scene NAME] [--size WxH] [--choose ID] [--filter TEXT] [--save FILE]
// Scenes: mixed, many, empty, waiting, stopped, notice, embed

#include "client/workflowmodel.h"
#include "widgets/connectionbar.h"
#include "widgets/detailspane.h"
#include "widgets/mainwindow.h"
#include "widgets/theme.h"
#include "widgets/updatelogmodel.h"
#include "widgets/workflowprogresswidget.h"
#include "widgets/workflowview.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QLineEdit>
#include <QTimer>
#include <QVBoxLayout>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

using S = WorkflowStatus;

WorkflowUpdate make(const char *id, const QString &name, S status, quint32 step, quint32 total, const QString &message,
    std::chrono::seconds age)
{
    WorkflowUpdate u;
    u.workflowId = WorkflowId::fromTrusted(id);
    u.name = name;
    u.status = status;
    u.currentStep = step;
    u.totalSteps = total;
    u.message = message;
    u.timestamp = currentTimestamp() - age;
    u.version = step + 1;
    return u;
}

std::vector<WorkflowUpdate> mixed()
{
    return {
        make("nightly-42", u"Nightly build"_s, S::Running, 126, 210,
            u"Building CXX object widgets/CMakeFiles/flowcast_widgets.dir/mainwindow.cpp.o"_s, 1s),
        make("train-resnet50-lr3e-4", u"ResNet-50 training"_s, S::Running, 41250, 0,
            u"epoch 3 · loss 1.842 · lr 3.0e-4"_s, 0s),
        make("etl-orders", u"Orders import"_s, S::Failed, 3, 10,
            u"psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint “orders_pkey”"_s, 140s),
        make("backup@db-1", u"Database backup"_s, S::Paused, 640, 1024,
            u"Paused by on-call until the maintenance window ends"_s, 3900s),
        make("release-1.8.2", u"Release 1.8.2"_s, S::Completed, 48, 48, u"Published to 3 mirrors"_s, 7300s),
        make("a-very-long-workflow-id.with:every@allowed-character_0123456789.abcdefghijklmnopqrstuvwxyz",
            u"Re-encode the conference recordings of 2019 to 2026 for the archive and make thumbnails"_s, S::Running, 9,
            1872,
            u"ffmpeg -i /srv/media/2019/keynote-day-1.mov -c:v libsvtav1 -preset 6 -crf 32 -c:a libopus -b:a 128k"_s,
            22s),
        make("lint", QString(), S::Cancelled, 12, 40, u"Superseded by a newer push"_s, 86400s * 2),
        make("deploy-eu", u"Deploy to eu-central"_s, S::Pending, 0, 6, u"Waiting for approval"_s, 300s),
        make("ar-1", u"بناء المشروع الليلي"_s, S::Running, 70, 100, u"جارٍ ربط الملف الثنائي (70 من 100)"_s, 4s),
        make("cjk-1", u"夜间构建与测试"_s, S::Running, 999, 1000, u"正在编译 main.cpp 🚀"_s, 8s),
        make("emoji", u"🎉 Party planner 👩‍👩‍👧‍👦"_s, S::Completed, 0, 0,
            u"Done 🎂\nwith a second line\tand a tab"_s, 500000s),
        make("html", u"<b>Not bold</b> & <i>co.</i>"_s, S::Failed, 0, 0, u"<img src=x> exit code 137"_s, 20000s),
        make("tests", u"ctest"_s, S::Running, 1, 3318, QString(), 2s),
    };
}

void fill(WorkflowModel *model, const QString &scene)
{
    if (scene == u"empty"_s) {
        return;
    }
    for (const WorkflowUpdate &u : mixed()) {
        model->apply(u);
    }
    for (int i = 0; scene == u"many"_s && i < 300; ++i) {
        model->apply(make(("shard-" + QByteArray::number(i)).constData(), u"Shard %1"_s.arg(i),
            AllWorkflowStatuses[size_t(i) % 6], quint32(i), 300, u"Row group %1 of 300"_s.arg(i),
            std::chrono::seconds(i * 7)));
    }
    model->flush();
}

void fillLog(DetailsPane *details)
{
    auto *log = const_cast<UpdateLogModel *>(details->log());
    for (quint32 step = 80; step <= 126; ++step) {
        log->add(make("nightly-42", u"Nightly build"_s, S::Running, step, 210,
            u"Building CXX object server/CMakeFiles/flowcast_server.dir/part%1.cpp.o"_s.arg(step),
            std::chrono::seconds(126 - step)));
    }
}

ConnectionStatus statusFor(const QString &scene)
{
    using State = WorkflowConnection::State;
    if (scene == u"waiting"_s) {
        return {State::Waiting, 3, 2700ms, u"Connection refused"_s, u"127.0.0.1:8001"_s};
    }
    if (scene == u"stopped"_s) {
        return {State::Stopped, 1, 0ms, u"A server is there, but it is not a Flowcast server"_s, u"127.0.0.1:8001"_s};
    }
    return {State::Connected, 0, 0ms, {}, u"127.0.0.1:8001"_s};
}

QWidget *makeWindow(const QCommandLineParser &options)
{
    const QString scene = options.value(u"scene"_s);
    auto *window = new MainWindow(QUrl(u"ws://127.0.0.1:8001"_s));
    fill(window->model(), scene);
    window->setServerRole(u"served by this window"_s);
    if (scene == u"notice"_s) {
        window->setNotice(u"Port 8001 is used by another program, not by Flowcast. Choose another one with --port."_s);
    }
    window->findChild<QLineEdit *>(u"filterBox"_s)->setText(options.value(u"filter"_s));
    QTimer::singleShot(100, window, [window, scene, chosen = options.value(u"choose"_s)] {
        window->findChild<ConnectionBar *>()->setStatus(statusFor(scene));
        if (!chosen.isEmpty()) {
            window->findChild<WorkflowView *>()->choose(WorkflowId::fromTrusted(chosen.toLatin1()));
            fillLog(window->details());
        }
    });
    return window;
}

QWidget *makeEmbedded()
{
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    for (const WorkflowUpdate &u : mixed()) {
        auto *widget = new WorkflowProgressWidget(QUrl(u"ws://127.0.0.1:9"_s), u.workflowId);
        layout->addWidget(widget);
        QMetaObject::invokeMethod(widget->connection(), "updateReceived", Q_ARG(Flowcast::WorkflowUpdate, u));
    }
    return page;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QCommandLineParser options;
    options.addHelpOption();
    options.addOptions({{u"dark"_s, u"dark palette"_s}, {u"scene"_s, u"what to show"_s, u"name"_s, u"mixed"_s},
        {u"size"_s, u"of the window"_s, u"WxH"_s, u"1120x680"_s}, {u"choose"_s, u"show details"_s, u"id"_s},
        {u"filter"_s, u"filter text"_s, u"text"_s}, {u"save"_s, u"save a picture and end"_s, u"file"_s}});
    options.process(app);
    QApplication::setStyle(u"Fusion"_s);
    QApplication::setPalette(Theme::palette(options.isSet(u"dark"_s)));
    QWidget *window = options.value(u"scene"_s) == u"embed"_s ? makeEmbedded() : makeWindow(options);
    const QStringList size = options.value(u"size"_s).split(u'x');
    window->resize(size.value(0).toInt(), size.value(1).toInt());
    window->show();
    if (options.isSet(u"save"_s)) {
        QTimer::singleShot(900, window, [&] {
            window->grab().save(options.value(u"save"_s));
            QApplication::quit();
        });
    }
    const int result = QApplication::exec();
    delete window;
    return result;
}
