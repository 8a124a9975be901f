#pragma once

#include "app/run/progresstracker.h"
#include "app/run/terminallines.h"

#include <functional>

namespace Flowcast {

/// Reads a command's progress out of what it prints: bytes in, progress out. Standard output and standard error are
/// read apart, so that a line of one does not break a line of the other. Needs little memory whatever comes in.
/// A plain class without a thread of its own; owned by a RunSession.
class ProgressReader
{
public:
    enum Stream
    {
        Output, ///< Also both together, on a terminal.
        ErrorOutput,
    };
    using Handler = std::function<void(const Progress &progress)>;

    explicit ProgressReader(Handler handler);

    void feed(Stream stream, QByteArrayView bytes);
    void finish();
    [[nodiscard]] const Progress &progress() const { return m_tracker.progress(); }

private:
    void takeLine(QByteArrayView line);

    ProgressTracker m_tracker;
    Handler m_handler;
    TerminalLines m_output;
    TerminalLines m_errorOutput;
};

} // namespace Flowcast
