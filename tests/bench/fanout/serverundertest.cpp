#include "tests/bench/fanout/serverundertest.h"

#include <QFile>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast::Bench {

namespace {

QByteArray readProc(qint64 pid, const char *name)
{
    QFile file(u"/proc/%1/%2"_s.arg(pid).arg(QLatin1StringView(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

ServerUnderTest::ServerUnderTest(const QString &program, const QStringList &arguments)
{
    m_process.setReadChannel(QProcess::StandardError); // what waitForReadyRead() waits for
    m_process.start(program, arguments);
    QByteArray said;
    while (!said.endsWith('\n') && m_process.waitForReadyRead(20000)) {
        said += m_process.readAllStandardError();
    }
    m_port = said.trimmed().split(':').last().toUShort();
    if (m_port == 0) {
        std::fprintf(stderr, "bench_fanout: %s did not start: %s\n", qPrintable(program), said.constData());
        std::exit(1);
    }
}

double ServerUnderTest::cpuSeconds() const
{
    const QByteArray stat = readProc(m_process.processId(), "stat");
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' '); // from the third on, proc(5)
    return (fields.value(11).toDouble() + fields.value(12).toDouble()) / double(sysconf(_SC_CLK_TCK));
}

double ServerUnderTest::residentKiB() const
{
    const QByteArray status = readProc(m_process.processId(), "status");
    const qsizetype place = status.indexOf("VmRSS:");
    return place < 0 ? 0 : status.mid(place + 6, 16).simplified().split(' ').value(0).toDouble();
}

void ServerUnderTest::kill()
{
    m_process.kill();
    m_process.waitForFinished();
}

} // namespace Flowcast::Bench
