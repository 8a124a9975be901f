#pragma once

#include <QByteArray>
#include <QList>

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/// Runs a program on a terminal, as a terminal window does: the test is the window. Kills it in the end.
class PtyHarness
{
    Q_DISABLE_COPY_MOVE(PtyHarness)

public:
    PtyHarness(const QList<QByteArray> &command, int rows = 24, int columns = 80)
    {
        QList<char *> arguments;
        for (const QByteArray &argument : command)
            arguments.append(const_cast<char *>(argument.constData()));
        arguments.append(nullptr);
        const winsize size{ushort(rows), ushort(columns), 0, 0};
        m_pid = ::forkpty(&m_master, nullptr, nullptr, &size);
        if (m_pid == 0) {
            ::execvp(arguments.first(), arguments.data());
            ::_exit(99);
        }
        ::fcntl(m_master, F_SETFL, O_NONBLOCK);
        ::fcntl(m_master, F_SETFD, FD_CLOEXEC);
    }
    ~PtyHarness()
    {
        if (m_pid > 0 && !hasEnded()) {
            ::kill(m_pid, SIGKILL);
            ::waitpid(m_pid, nullptr, 0);
        }
        closeWindow();
    }

    void closeWindow()
    {
        if (m_master >= 0)
            ::close(m_master);
        m_master = -1;
    }
    void type(QByteArrayView keys)
    {
        m_keys.append(keys);
        typeOn();
    }
    void resize(int rows, int columns)
    {
        const winsize size{ushort(rows), ushort(columns), 0, 0};
        ::ioctl(m_master, TIOCSWINSZ, &size);
    }
    [[nodiscard]] termios modes() const
    {
        termios modes{};
        ::tcgetattr(m_master, &modes);
        return modes;
    }
    [[nodiscard]] bool isRaw() const { return (modes().c_lflag & (ICANON | ECHO | ISIG)) == 0; }

    /// All that has been shown so far.
    const QByteArray &output()
    {
        typeOn();
        char block[4096];
        while (m_master >= 0) {
            const auto size = ::read(m_master, block, sizeof block);
            if (size <= 0)
                break;
            m_output.append(block, size);
        }
        return m_output;
    }
    [[nodiscard]] bool hasEnded()
    {
        output(); // or it might wait for us
        if (!m_hasEnded)
            m_hasEnded = ::waitpid(m_pid, &m_status, WNOHANG) == m_pid;
        return m_hasEnded;
    }
    [[nodiscard]] pid_t pid() const { return m_pid; }
    [[nodiscard]] int exitCode() const { return WIFEXITED(m_status) ? WEXITSTATUS(m_status) : -1; }
    [[nodiscard]] int killedBy() const { return WIFSIGNALED(m_status) ? WTERMSIG(m_status) : 0; }

private:
    void typeOn() // as much as the terminal takes now
    {
        const auto taken = ::write(m_master, m_keys.constData(), size_t(m_keys.size()));
        if (taken > 0)
            m_keys.remove(0, taken);
    }

    pid_t m_pid = -1;
    int m_master = -1;
    int m_status = 0;
    bool m_hasEnded = false;
    QByteArray m_keys;
    QByteArray m_output;
};
