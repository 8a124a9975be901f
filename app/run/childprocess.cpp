#include "app/run/childprocess.h"

#include "app/run/plaintext.h"
#include "app/run/spawnplan.h"

#include <QFile>
#include <QStandardPaths>

#include <cerrno>
#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

namespace Flowcast {

using namespace Qt::Literals::StringLiterals;

namespace {

TextVector environmentWith(const QByteArray &variable)
{
    TextVector environment;
    const QByteArrayView name = QByteArrayView(variable).first(variable.indexOf('=') + 1);
    for (char **entry = environ; *entry; ++entry)
        if (!QByteArrayView(*entry).startsWith(name))
            environment.add(*entry);
    environment.add(variable);
    return environment;
}

TextVector argumentsOf(const QStringList &command)
{
    TextVector arguments;
    for (const QString &argument : command)
        arguments.add(QFile::encodeName(argument));
    return arguments;
}

/// A script without "#!": shells run it themselves.
QStringList asShellScript(const QStringList &command)
{
    const QString &name = command.first();
    const QString path = name.contains(u'/') ? name : QStandardPaths::findExecutable(name);
    return QStringList{u"/bin/sh"_s, path} + command.sliced(1);
}

} // namespace

int startFailureCode(int errorNumber)
{
    return errorNumber == ENOENT ? 127 : 126;
}

QString startFailureText(const QString &program, int errorNumber)
{
    const bool isNotFound = errorNumber == ENOENT && !program.contains(u'/');
    return u"flowcast: %1: %2"_s.arg(
        plainText(program), isNotFound ? u"command not found"_s : qt_error_string(errorNumber));
}

int ChildProcess::start(
    const QStringList &command, const ChildStreams &streams, const QByteArray &variable, bool resetSigPipe)
{
    m_leadsGroup = streams.hasOwnSession();
    const SpawnPlan plan(streams, resetSigPipe);
    TextVector environment = environmentWith(variable);
    int error = plan.spawn(&m_pid, argumentsOf(command).pointers(), environment.pointers());
    if (error == ENOEXEC)
        error = plan.spawn(&m_pid, argumentsOf(asShellScript(command)).pointers(), environment.pointers());
    if (error != 0)
        m_pid = -1;
    return error;
}

std::optional<ChildExit> ChildProcess::reap()
{
    int status = 0;
    if (m_pid < 0 || ::waitpid(m_pid, &status, WNOHANG) != m_pid)
        return std::nullopt;
    m_pid = -1;
    return ChildExit::fromWaitStatus(status);
}

void ChildProcess::sendSignal(int signalNumber) const
{
    if (m_pid > 0)
        ::kill(m_leadsGroup ? -m_pid : m_pid, signalNumber);
}

} // namespace Flowcast
