#include "app/desktop/desktopoptions.h"

#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

class tst_DesktopOptions : public QObject
{
    Q_OBJECT

    static Result<DesktopOptions> parse(const QStringList &arguments)
    {
        return parseDesktopOptions(arguments, u"/home/me/data"_s);
    }

private Q_SLOTS:
    void servesHereByDefault()
    {
        const auto options = parse({});
        QVERIFY(options);
        QVERIFY(!options->server);
        QCOMPARE(options->port, 8001);
        QCOMPARE(options->dataDirectory, u"/home/me/data"_s);
        QVERIFY(options->answer.isEmpty());
    }

    void takesItsOptions()
    {
        const auto options = parse(
            {u"--port"_s, u"9000"_s, u"--data-dir=/tmp/x"_s, u"--server"_s, u"build:7"_s, u"--theme"_s, u"dark"_s});
        QVERIFY(options);
        QCOMPARE(options->port, 9000);
        QCOMPARE(options->dataDirectory, u"/tmp/x"_s);
        QCOMPARE(options->server->toString(), u"ws://build:7"_s);
        QCOMPARE(options->colorScheme, DesktopOptions::ColorScheme::Dark);
    }

    void helpNamesTheProgramAndExamples()
    {
        const auto options = parse({u"--help"_s});
        QVERIFY(options);
        QVERIFY(options->answer.startsWith(u"Usage: flowcast [options]"_s));
        QVERIFY(options->answer.contains(u"Examples:"_s));
    }

    void refusesWhatItDoesNotKnow_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("field");
        QTest::newRow("port 0") << QStringList{u"--port=0"_s} << u"port"_s;
        QTest::newRow("port too large") << QStringList{u"--port=65536"_s} << u"port"_s;
        QTest::newRow("port no number") << QStringList{u"--port=http"_s} << u"port"_s;
        QTest::newRow("server") << QStringList{u"--server=ftp://x"_s} << u"server"_s;
        QTest::newRow("theme") << QStringList{u"--theme=pink"_s} << u"theme"_s;
        QTest::newRow("data directory") << QStringList{u"--data-dir="_s} << u"data-dir"_s;
        QTest::newRow("option") << QStringList{u"--nosuch"_s} << QString();
        QTest::newRow("command") << QStringList{u"fly"_s} << QString();
    }

    void refusesWhatItDoesNotKnow()
    {
        QFETCH(QStringList, arguments);
        const auto options = parse(arguments);
        QVERIFY(!options);
        QTEST(options.error().field, "field");
        QVERIFY(!options.error().detail.isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_DesktopOptions)
#include "tst_desktopoptions.moc"
