#include "app/run/childprocess.h"

#include "app/run/plaintext.h"

#include <QFile>
#include <QStandardPaths>

#include <cerrno>
#include <csignal>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Flowcast {

using namespace Qt::Literals::StringLiterals;

namespace {

/// What posix_spawn() wants, with its cleaning up.
class SpawnPlan
{
    Q_DISABLE_COPY_MOVE(SpawnPlan)

public:
    SpawnPlan(const ChildStreams &streams, bool resetSigPipe)
    {
        ::posix_spawn_file_actions_init(&m_actions);
        ::posix_spawnattr_init(&m_attributes);
        if (streams.hasOwnSession())
            takeTerminal(streams.terminal()->slavePath());
        ::posix_spawn_file_actions_adddup2(&m_actions, streams.childOutput(), STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&m_actions, streams.childErrorOutput(), STDERR_FILENO);
        if (resetSigPipe)
            resetSignal(SIGPIPE);
        ::posix_spawnattr_setflags(&m_attributes, m_flags);
    }
    ~SpawnPlan()
    {
        ::posix_spawn_file_actions_destroy(&m_actions);
        ::posix_spawnattr_destroy(&m_attributes);
    }

    int spawn(pid_t *pid, char *const arguments[], char *const environment[]) const
    {
        return ::posix_spawnp(pid, arguments[0], &m_actions, &m_attributes, arguments, environment);
    }

private:
    /// The first terminal that the leader of a new session opens becomes the session's.
    void takeTerminal(const QByteArray &path)
    {
        m_flags |= POSIX_SPAWN_SETSID;
        ::posix_spawn_file_actions_addopen(&m_actions, STDIN_FILENO, path.constData(), O_RDWR, 0);
    }
    void resetSignal(int signalNumber)
    {
        m_flags |= POSIX_SPAWN_SETSIGDEF;
        sigset_t set;
        ::sigemptyset(&set);
        ::sigaddset(&set, signalNumber);
        ::posix_spawnattr_setsigdefault(&m_attributes, &set);
    }

    posix_spawn_file_actions_t m_actions;
    posix_spawnattr_t m_attributes;
    short m_flags = 0;
};

/// A list of texts as exec() wants it.
class TextVector
{
public:
    void add(const QByteArray &text) { m_texts.push_back(text); }
    char *const *pointers()
    {
        m_pointers.clear();
        for (QByteArray &text : m_texts)
            m_pointers.push_back(text.data());
        m_pointers.push_back(nullptr);
        return m_pointers.data();
    }

private:
    std::vector<QByteArray> m_texts;
    std::vector<char *> m_pointers;
};

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
