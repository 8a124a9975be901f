#pragma once

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>

#include <functional>

namespace Flowcast {

/// Carries what the user types to the command's pseudo terminal. Reads no more while the command does not. Lives in
/// the thread of its owner, a TerminalSession.
class InputRelay final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(InputRelay)

public:
    /// Sees each key before it is passed on; returns false to keep it back.
    using KeyFilter = std::function<bool(char key)>;

    /// \a master is non-blocking; neither descriptor is owned.
    InputRelay(int terminal, int master, KeyFilter filter, QObject *parent = nullptr);

    void setEnabled(bool enabled); ///< Off while the terminal is another job's.

private:
    void onReadable();
    void flush();
    void updateNotifiers();

    int m_terminal;
    int m_master;
    KeyFilter m_filter;
    QByteArray m_pending;
    bool m_enabled = false;
    bool m_ended = false;
    QSocketNotifier m_readable;
    QSocketNotifier m_writable;
};

} // namespace Flowcast
