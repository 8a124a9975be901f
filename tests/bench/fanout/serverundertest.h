#pragma once

#include <QProcess>

#include <memory>

namespace Flowcast::Bench {

/// A server process with what the kernel knows of it. It dies with its owner, and with the benchmark.
class ServerUnderTest
{
    Q_DISABLE_COPY_MOVE(ServerUnderTest)

public:
    /// \a port: where it will listen; 0: it says "listening … on 127.0.0.1:PORT" on standard error.
    ServerUnderTest(const QString &program, const QStringList &arguments, quint16 port = 0);
    ~ServerUnderTest() { kill(); }

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] double cpuSeconds() const; ///< User and system time so far.
    [[nodiscard]] double residentKiB() const;
    void kill(); ///< SIGKILL, and waits for its end.
    void terminate(); ///< SIGTERM, the same.

private:
    void awaitPort();
    void awaitConnection();
    [[nodiscard]] QString failureText() const;

    QProcess m_process;
    QByteArray m_said;
    quint16 m_port = 0;
};

[[nodiscard]] std::unique_ptr<ServerUnderTest> startRaw();
[[nodiscard]] std::unique_ptr<ServerUnderTest> startFlowcast(const QString &dataDirectory);

} // namespace Flowcast::Bench
