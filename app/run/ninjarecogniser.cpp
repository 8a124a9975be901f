#include "app/run/ninjarecogniser.h"

#include "app/run/linecursor.h"

namespace Flowcast {

LineReading NinjaRecogniser::read(QByteArrayView line) const
{
    LineCursor cursor(line);
    if (!cursor.take('['))
        return {};
    const auto done = cursor.takeNumber();
    if (!done || !cursor.take('/'))
        return {};
    const auto total = cursor.takeNumber();
    if (!total || *total == 0 || *done > *total || !cursor.take("] ") || cursor.rest().isEmpty())
        return {};
    // "[0/1] Re-running CMake..." or "[0/1] Running tests...": what counts is still to come.
    if (*done == 0 && *total == 1)
        return {LineReading::Kind::Begin, 0, 0, cursor.rest()};
    return {LineReading::Kind::Step, *done, *total, cursor.rest()};
}

} // namespace Flowcast
