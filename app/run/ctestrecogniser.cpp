#include "app/run/ctestrecogniser.h"

#include "app/run/linecursor.h"

namespace Flowcast {

static QByteArrayView withoutDots(QByteArrayView text)
{
    const qsizetype dots = text.indexOf("...");
    return (dots < 0 ? text : text.first(dots)).trimmed();
}

static LineReading readResult(QByteArrayView line)
{
    LineCursor cursor(line);
    cursor.takeSpaces();
    const auto done = cursor.takeNumber();
    if (!done || !cursor.take('/'))
        return {};
    const auto total = cursor.takeNumber();
    if (!total || *total == 0 || *done > *total || !cursor.take(' '))
        return {};
    const QByteArrayView text = cursor.rest();
    if (!cursor.take("Test ") || (cursor.takeSpaces(), !cursor.take('#')) || !cursor.takeNumber() || !cursor.take(": "))
        return {};
    return {LineReading::Kind::Step, *done, *total, withoutDots(text)};
}

LineReading CtestRecogniser::read(QByteArrayView line) const
{
    if (line.startsWith("Test project /"))
        return {LineReading::Kind::Begin, 0, 0, line};
    if (line.startsWith("Total Test time (real) ="))
        return {LineReading::Kind::End, 0, 0, {}};
    return readResult(line);
}

} // namespace Flowcast
