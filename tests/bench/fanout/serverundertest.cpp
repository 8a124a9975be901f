#include "tests/bench/fanout/serverundertest.h"
#include "tests/bench/fanout/failure.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QRegularExpression>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast::Bench {

namespace {

constexpr int StartTime = 20000; // ms

bool canConnect(quint16 port)
{
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool done = connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    close(fd);
    return done;
}

} // namespace

ServerUnderTest::ServerUnderTest(const QString &program, const QStringList &arguments, quint16 port) : m_port(port)
{
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.setReadChannel(QProcess::StandardError); // what waitForReadyRead() waits for
    m_process.start(program, arguments);
    if (port == 0) {
        awaitPort();
    } else {
        awaitConnection();
    }
}

void ServerUnderTest::awaitPort()
{
    static const QRegularExpression said(
        u"listening.* on 127\\.0\\.0\\.1:(\\d+)\\s"_s, QRegularExpression::CaseInsensitiveOption);
    const QDeadlineTimer deadline(StartTime);
    while (m_port == 0) {
        if (!m_process.waitForReadyRead(int(deadline.remainingTime()))) {
            throw Failure(failureText().toStdString());
        }
        m_said += m_process.readAllStandardError();
        m_port = said.match(QString::fromUtf8(m_said)).captured(1).toUShort();
    }
}

void ServerUnderTest::awaitConnection()
{
    const QDeadlineTimer deadline(StartTime);
    while (!canConnect(m_port)) {
        m_process.waitForFinished(20);
        if (m_process.state() == QProcess::NotRunning || deadline.hasExpired()) {
            m_said += m_process.readAllStandardError();
            throw Failure(failureText().toStdString());
        }
    }
}

QString ServerUnderTest::failureText() const
{
    return u"%1 did not start: %2"_s.arg(m_process.program(), QString::fromUtf8(m_said));
}

double ServerUnderTest::cpuSeconds() const
{
    clockid_t clock = 0;
    timespec time{};
    if (clock_getcpuclockid(pid_t(m_process.processId()), &clock) != 0 || clock_gettime(clock, &time) != 0) {
        throw Failure("the CPU time of a server cannot be read: it has ended");
    }
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

double ServerUnderTest::residentKiB() const
{
    QFile file(u"/proc/%1/status"_s.arg(m_process.processId()));
    const QByteArray status = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    const qsizetype place = status.indexOf("VmRSS:");
    return place < 0 ? 0 : status.mid(place + 6, 16).simplified().split(' ').value(0).toDouble();
}

void ServerUnderTest::kill()
{
    m_process.kill();
    m_process.waitForFinished();
}

void ServerUnderTest::terminate()
{
    m_process.terminate();
    if (!m_process.waitForFinished(StartTime)) {
        throw Failure("a server does not end on SIGTERM");
    }
}

std::unique_ptr<ServerUnderTest> startRaw()
{
    return std::make_unique<ServerUnderTest>(QStringLiteral(BENCH_RAW_SERVER), QStringList());
}

std::unique_ptr<ServerUnderTest> startFlowcast(const QString &dataDirectory)
{
    return std::make_unique<ServerUnderTest>(
        QStringLiteral(FLOWCAST_PROGRAM), QStringList{u"serve"_s, u"--port"_s, u"0"_s, u"--data-dir"_s, dataDirectory});
}

} // namespace Flowcast::Bench
