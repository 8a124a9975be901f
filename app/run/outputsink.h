#pragma once

#include "app/run/uniquefd.h"

#include <QtGlobal>

namespace Flowcast {

/// Writes to a descriptor that others may share, such as our standard output, without ever blocking and without
/// making it non-blocking for them. Files are the exception: they are always written at once.
class OutputSink
{
public:
    explicit OutputSink(int fd);

    /// How many bytes it took; 0: none for now, wait until fd() is writable; -1: lost, see errno.
    [[nodiscard]] qsizetype write(const char *bytes, qsizetype size);
    [[nodiscard]] int fd() const { return m_own.isValid() ? m_own.get() : m_fd; }

private:
    enum class Way
    {
        Plain, ///< Does not block: a file, or non-blocking.
        Socket,
        SmallPieces, ///< Would block: as much as is sure to fit after poll() said so.
    };
    [[nodiscard]] qsizetype writeSmallPiece(const char *bytes, qsizetype size) const;

    int m_fd;
    UniqueFd m_own; ///< The same pipe or terminal, opened again with flags of its own.
    Way m_way = Way::SmallPieces;
};

} // namespace Flowcast
