#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace Flowcast::Bench {

/// A server process that says "listening on 127.0.0.1:PORT" on standard error, with what the kernel knows of it.
class ServerUnderTest
{
    Q_DISABLE_COPY_MOVE(ServerUnderTest)

public:
    ServerUnderTest(const QString &program, const QStringList &arguments);
    ~ServerUnderTest() { kill(); }

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] double cpuSeconds() const; ///< User and system time so far.
    [[nodiscard]] double residentKiB() const;
    void kill(); ///< SIGKILL.

private:
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace Flowcast::Bench
