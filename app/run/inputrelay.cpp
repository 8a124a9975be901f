#include "app/run/inputrelay.h"

#include <array>
#include <cerrno>

#include <unistd.h>

namespace Flowcast {

InputRelay::InputRelay(int terminal, int master, KeyFilter filter, QObject *parent)
    : QObject(parent), m_terminal(terminal), m_master(master), m_filter(std::move(filter)),
      m_readable(terminal, QSocketNotifier::Read), m_writable(master, QSocketNotifier::Write)
{
    connect(&m_readable, &QSocketNotifier::activated, this, &InputRelay::onReadable);
    connect(&m_writable, &QSocketNotifier::activated, this, &InputRelay::flush);
    updateNotifiers();
}

void InputRelay::setEnabled(bool enabled)
{
    m_enabled = enabled;
    updateNotifiers();
}

void InputRelay::updateNotifiers()
{
    m_readable.setEnabled(m_enabled && !m_ended && m_pending.isEmpty());
    m_writable.setEnabled(!m_ended && !m_pending.isEmpty());
}

void InputRelay::onReadable()
{
    std::array<char, 1024> keys{};
    const auto size = ::read(m_terminal, keys.data(), keys.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    m_ended = size <= 0; // the terminal is gone; SIGHUP is on its way
    for (qsizetype i = 0; i < size; ++i)
        if (m_filter(keys[size_t(i)]))
            m_pending += keys[size_t(i)];
    if (m_pending.isEmpty())
        updateNotifiers();
    else
        flush();
}

void InputRelay::flush()
{
    const auto written = ::write(m_master, m_pending.constData(), size_t(m_pending.size()));
    if (written > 0)
        m_pending.remove(0, written);
    else if (written < 0 && errno != EAGAIN && errno != EINTR)
        m_ended = true;
    updateNotifiers();
}

} // namespace Flowcast
