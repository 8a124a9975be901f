#pragma once

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

namespace Flowcast {

/// The real program, `flowcast serve`, as a process that a test may kill and start again on the same port and data.
class ServerProcess
{
public:
    explicit ServerProcess(QString program) : m_program(std::move(program)) { }
    ~ServerProcess() { kill(); }

    void start()
    {
        m_process.start(m_program,
            {QStringLiteral("serve"), QStringLiteral("--port"), QString::number(m_port), QStringLiteral("--data-dir"),
                m_dir.path()});
        QByteArray said;
        const auto isListening = [&] {
            said += m_process.readAllStandardError();
            return said.contains("listening on 127.0.0.1:") && said.endsWith('\n');
        };
        QTRY_VERIFY2_WITH_TIMEOUT(isListening(), said.constData(), 20000);
        m_port = said.trimmed().split(':').last().toUShort();
    }

    /// SIGKILL: no goodbye, no clean-up.
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    [[nodiscard]] QUrl url() const { return QUrl(QStringLiteral("ws://127.0.0.1:%1").arg(m_port)); }

private:
    QString m_program;
    QTemporaryDir m_dir;
    QProcess m_process;
    quint16 m_port = 0; // the first start chooses
};

} // namespace Flowcast
