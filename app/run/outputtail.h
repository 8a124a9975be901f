#pragma once

#include <QByteArray>
#include <QString>

namespace Flowcast {

/// Keeps the last bytes of what a command printed, to find the reason when it fails. Costs a copy of at most Size
/// bytes per read, whatever the volume. Owned by a RunSession.
class OutputTail
{
public:
    static constexpr qsizetype Size = 8 * 1024;

    void append(QByteArrayView bytes);
    /// The last line that speaks of an error, as plain text; empty: none does.
    [[nodiscard]] QString lastErrorLine() const;

private:
    QByteArray m_bytes;
};

} // namespace Flowcast
