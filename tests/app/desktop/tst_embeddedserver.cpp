#include "app/desktop/embeddedserver.h"

#include "server/serverthread.h"
#include "tests/app/desktop/freeport.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Flowcast;
using namespace Flowcast::Testing;
using namespace Qt::Literals::StringLiterals;

class tst_EmbeddedServer : public QObject
{
    Q_OBJECT

    using Role = EmbeddedServer::Role;

    std::unique_ptr<QTemporaryDir> m_dir;
    ServerConfig m_config;

    [[nodiscard]] ServerConfig configWith(const QString &subdirectory) const
    {
        ServerConfig config = m_config;
        config.dataDirectory = m_dir->filePath(subdirectory);
        return config;
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_config.port = freePort();
        m_config.dataDirectory = m_dir->filePath(u"data"_s);
    }

    void servesWhereNobodyDoes()
    {
        EmbeddedServer server(m_config);
        QSignalSpy roles(&server, &EmbeddedServer::roleChanged);
        server.start();
        QTRY_COMPARE(server.role(), Role::Serving);
        QCOMPARE(roles.size(), 1);
        QCOMPARE(server.problem(), QString());
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, m_config.port);
        QVERIFY(socket.waitForConnected());
    }

    void secondOneIsAttachedAndTakesOver()
    {
        auto first = std::make_unique<EmbeddedServer>(m_config);
        first->start();
        QTRY_COMPARE(first->role(), Role::Serving);
        EmbeddedServer second(m_config);
        second.start();
        QTRY_COMPARE(second.role(), Role::Attached);
        first.reset();
        QElapsedTimer timer;
        timer.start();
        QTRY_COMPARE_WITH_TIMEOUT(second.role(), Role::Serving, 2000);
        qInfo("taken over after %lld ms", timer.elapsed());
    }

    void onlyOneOfManyServes()
    {
        std::vector<std::unique_ptr<EmbeddedServer>> servers;
        for (int i = 0; i < 5; ++i) {
            servers.push_back(std::make_unique<EmbeddedServer>(m_config));
            servers.back()->start();
        }
        const auto count = [&](Role role) {
            return std::count_if(servers.begin(), servers.end(), [role](const auto &s) { return s->role() == role; });
        };
        QTRY_COMPARE(count(Role::Attached), 4);
        QCOMPARE(count(Role::Serving), 1);
    }

    void isAttachedToAServerWithOtherData()
    {
        ServerThread other(configWith(u"other"_s));
        QSignalSpy listening(&other, &ServerThread::listening);
        QVERIFY(listening.wait());
        EmbeddedServer server(m_config);
        server.start();
        QTRY_COMPARE(server.role(), Role::Attached);
        QVERIFY(!QFile::exists(m_config.dataDirectory + u"/flowcast.sqlite"_s));
    }

    void saysWhenAStrangerHasThePort()
    {
        QTcpServer stranger;
        QVERIFY(stranger.listen(QHostAddress::LocalHost, m_config.port));
        connect(&stranger, &QTcpServer::newConnection, this, [&stranger] {
            QTcpSocket *socket = stranger.nextPendingConnection();
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
            socket->disconnectFromHost();
        });
        EmbeddedServer server(m_config);
        server.start();
        QTRY_VERIFY(server.problem().contains(u"not Flowcast"_s));
        QCOMPARE(server.role(), Role::Undecided);
        stranger.close(); // and when it goes, all is well
        QTRY_COMPARE(server.role(), Role::Serving);
        QCOMPARE(server.problem(), QString());
    }

    void aStrangerThatSaysNothingIsOneToo()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost, m_config.port));
        EmbeddedServer server(m_config);
        server.start();
        QTRY_VERIFY(server.problem().contains(u"not Flowcast"_s));
    }

    void saysWhenItsDataServesAnotherPort()
    {
        EmbeddedServer first(m_config);
        first.start();
        QTRY_COMPARE(first.role(), Role::Serving);
        ServerConfig otherPort = m_config;
        otherPort.port = freePort();
        EmbeddedServer second(otherPort);
        second.start();
        QTRY_VERIFY(second.problem().contains(QString::number(QCoreApplication::applicationPid())));
        QCOMPARE(second.role(), Role::Undecided);
    }

    void saysWhenItCannotWrite()
    {
        QFile file(m_dir->filePath(u"file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        EmbeddedServer server(configWith(u"file/data"_s));
        server.start();
        QTRY_VERIFY(server.problem().contains(u"file/data"_s));
    }
};

QTEST_GUILESS_MAIN(tst_EmbeddedServer)
#include "tst_embeddedserver.moc"
