#pragma once

#include "protocol/api.h"
#include "server/serverthread.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace Flowcast {

/// A whole server on a port of its own and a database of its own, for one test. It can be stopped and started again on
/// the same port and data.
class TestServer
{
public:
    TestServer()
    {
        config.dataDirectory = m_dir.path();
        config.port = 0;
    }

    void start()
    {
        m_server = std::make_unique<ServerThread>(config);
        QSignalSpy listening(m_server.get(), &ServerThread::listening);
        QSignalSpy failed(m_server.get(), &ServerThread::failed);
        QTRY_VERIFY(!listening.isEmpty() || !failed.isEmpty());
        QVERIFY2(failed.isEmpty(), qPrintable(failed.value(0).value(0).value<Error>().detail));
        config.port = listening.at(0).at(1).value<quint16>();
    }

    void stop() { m_server.reset(); }

    [[nodiscard]] QUrl url() const { return QUrl(QStringLiteral("ws://127.0.0.1:%1").arg(config.port)); }
    [[nodiscard]] QUrl updatesOf(const char *id) const
    {
        return endpoint(url(), workflowUpdatesPath(WorkflowId::fromBytes(id).value()));
    }

    ServerConfig config;

private:
    QTemporaryDir m_dir;
    std::unique_ptr<ServerThread> m_server;
};

} // namespace Flowcast
