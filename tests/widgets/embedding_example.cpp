#include "protocol/api.h"
#include "widgets/workflowprogresswidget.h"

#include <QApplication>
#include <QMainWindow>
#include <QStatusBar>

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const auto server = Flowcast::serverUrlFromText(QStringLiteral("localhost:8001"));
    const auto id = Flowcast::WorkflowId::fromBytes("nightly");
    if (!server || !id) {
        return 2;
    }
    QMainWindow window;
    auto *progress = new Flowcast::WorkflowProgressWidget(*server, *id, &window);
    window.setCentralWidget(progress);
    QObject::connect(progress, &Flowcast::WorkflowProgressWidget::finished, &window,
        [&window] { window.statusBar()->showMessage(QObject::tr("The night's work is done.")); });
    window.show();
    return QApplication::exec();
}
