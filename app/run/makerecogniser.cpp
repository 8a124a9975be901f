#include "app/run/makerecogniser.h"

#include "app/run/linecursor.h"

namespace Flowcast {

LineReading MakeRecogniser::read(QByteArrayView line) const
{
    constexpr qsizetype Width = 3; // "[  1%] ", "[ 45%] ", "[100%] "
    LineCursor cursor(line);
    if (line.size() <= Width + 4 || line[Width + 1] != '%' || !cursor.take('['))
        return {};
    cursor.takeSpaces();
    const auto percent = cursor.takeNumber();
    if (!percent || *percent > 100 || !cursor.take("%] ") || cursor.rest().isEmpty())
        return {};
    return {LineReading::Kind::Step, *percent, 100, cursor.rest()};
}

} // namespace Flowcast
