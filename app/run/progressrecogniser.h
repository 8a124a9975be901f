#pragma once

#include <QByteArrayView>

namespace Flowcast {

/// What one line of a command's output says about its progress.
struct LineReading
{
    enum class Kind
    {
        Nothing, ///< Not a line of this tool.
        Begin, ///< The tool says what it does, but not yet how far it is.
        Step, ///< done of total.
        End, ///< The tool is through; another may follow.
    };
    Kind kind = Kind::Nothing;
    quint32 done = 0;
    quint32 total = 0;
    QByteArrayView text; ///< Of the step; points into the line.
};

/// Knows the progress lines of one tool. Stateless; owned by a ProgressTracker.
class ProgressRecogniser
{
public:
    virtual ~ProgressRecogniser() = default;

    /// The bytes that the tool's lines can begin with: lines with others are thrown away before they are stored.
    [[nodiscard]] virtual QByteArrayView firstBytes() const = 0;
    /// \a line begins in the first column and holds no control characters.
    [[nodiscard]] virtual LineReading read(QByteArrayView line) const = 0;
    /// True if the tool prints output of others in between, which may look like another tool's: nobody takes over from
    /// it before its End, and its Begin takes over from tools that are still under way.
    [[nodiscard]] virtual bool isFrame() const { return false; }
};

} // namespace Flowcast
