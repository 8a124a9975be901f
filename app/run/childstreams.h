#pragma once

#include "app/run/progressreader.h"
#include "app/run/pseudoterminal.h"
#include "app/run/uniquefd.h"

#include <optional>
#include <vector>

namespace Flowcast {

/// What a command gets as its standard streams, so that it behaves as it would without us:
/// - standard input and output are terminals: a terminal of its own, in a session of its own;
/// - only outputs are terminals: a pseudo terminal for those, input and session stay ours (it may read the keyboard
///   from /dev/tty, and job control is the shell's);
/// - other outputs: a pipe each, or one for both if ours are one (2>&1), so that the order of lines stays.
/// Owned by a RunSession.
class ChildStreams
{
public:
    struct Channel ///< Carries what the command prints.
    {
        UniqueFd source;
        int target = -1;
        ProgressReader::Stream stream = ProgressReader::Output;
    };

    ChildStreams(); ///< Looks at our own streams 0 to 2, and opens what is needed; see errorNumber().

    [[nodiscard]] int errorNumber() const { return m_error; }
    [[nodiscard]] bool hasOwnSession() const { return m_hasOwnSession; }
    [[nodiscard]] std::optional<PseudoTerminal> &terminal() { return m_terminal; }
    [[nodiscard]] const std::optional<PseudoTerminal> &terminal() const { return m_terminal; }
    [[nodiscard]] int childOutput() const { return m_childFd[0]; }
    [[nodiscard]] int childErrorOutput() const { return m_childFd[1]; }
    [[nodiscard]] std::vector<Channel> &channels() { return m_channels; }
    /// The terminal that the user sits at, for the window's size; -1: none.
    [[nodiscard]] int userTerminal() const { return m_userTerminal; }
    void closeChildEnds(); ///< Once the command has been started.

private:
    void openTerminal(int userTerminal);
    void openPipe(int target);

    std::optional<PseudoTerminal> m_terminal;
    std::vector<UniqueFd> m_childEnds;
    std::vector<Channel> m_channels;
    int m_childFd[2] = {-1, -1};
    int m_userTerminal = -1;
    bool m_hasOwnSession = false;
    int m_error = 0;
};

} // namespace Flowcast
