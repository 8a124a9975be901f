#pragma once

#include "app/run/childstreams.h"

#include <QByteArray>

#include <csignal>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

namespace Flowcast {

/// What posix_spawn() wants, with its cleaning up. A value of ChildProcess::start().
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

/// A list of texts as exec() wants it. A value.
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

} // namespace Flowcast
