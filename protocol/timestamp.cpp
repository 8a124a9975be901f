#include "protocol/timestamp.h"

#include <QDateTime>
#include <QRegularExpression>

using namespace std::chrono;
using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

void putDigits(char *out, unsigned value, int digits)
{
    for (int i = digits - 1; i >= 0; --i, value /= 10) {
        out[i] = char('0' + value % 10);
    }
}

} // namespace

Timestamp currentTimestamp()
{
    return floor<milliseconds>(system_clock::now());
}

void formatTimestamp(Timestamp time, char *out)
{
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    constexpr char shape[] = "0000-00-00T00:00:00.000Z";
    std::copy_n(shape, TimestampLength, out);
    putDigits(out, unsigned(int(date.year())), 4);
    putDigits(out + 5, unsigned(date.month()), 2);
    putDigits(out + 8, unsigned(date.day()), 2);
    putDigits(out + 11, unsigned(clock.hours().count()), 2);
    putDigits(out + 14, unsigned(clock.minutes().count()), 2);
    putDigits(out + 17, unsigned(clock.seconds().count()), 2);
    putDigits(out + 20, unsigned(clock.subseconds().count()), 3);
}

QByteArray formatTimestamp(Timestamp time)
{
    QByteArray text(TimestampLength, Qt::Uninitialized);
    formatTimestamp(time, text.data());
    return text;
}

Result<Timestamp> parseTimestamp(QByteArrayView text)
{
    // QDateTime alone takes far more than RFC 3339, 5.6 allows (no offset, a date without a time), hence the shape
    // first.
    static const QRegularExpression shape(
        uR"(^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$)"_s);
    const QRegularExpressionMatch match
        = text.size() <= 40 ? shape.match(QString::fromLatin1(text)) : QRegularExpressionMatch();
    if (match.hasMatch()) {
        const QString decimals = (match.captured(3) + u"000"_s).mid(match.captured(3).isEmpty() ? 0 : 1, 3);
        const QDateTime time = QDateTime::fromString(
            match.captured(1) + u'T' + match.captured(2) + u'.' + decimals + match.captured(4).toUpper(),
            Qt::ISODateWithMs);
        const qint64 sinceEpoch = time.isValid() ? time.toMSecsSinceEpoch() : -1;
        constexpr qint64 endOf9999 = 253402300800000;
        if (sinceEpoch >= 0 && sinceEpoch < endOf9999) {
            return Timestamp(milliseconds(sinceEpoch));
        }
    }
    return badField(u"timestamp"_s, u"must be an RFC 3339 time such as 2026-11-23T10:15:30.123Z"_s);
}

} // namespace Flowcast
