#include "protocol/timestamp.h"

#include <algorithm>
#include <optional>

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

/// Reads the parts of a time from the front of a text. Once a part did not fit, ok() stays false and the rest are 0.
class Parts
{
public:
    explicit Parts(QByteArrayView text) : m_rest(text) { }

    int digits(int count, int min, int max)
    {
        int number = 0;
        for (int i = 0; i < count; ++i) {
            number = number * 10 + (oneOf("0123456789"_L1) - '0');
        }
        m_ok = m_ok && number >= min && number <= max;
        return number;
    }

    char oneOf(QLatin1StringView allowed)
    {
        m_ok = m_ok && !m_rest.isEmpty() && allowed.contains(QLatin1Char(m_rest.front()));
        if (!m_ok) {
            return '0';
        }
        const char c = m_rest.front();
        m_rest = m_rest.sliced(1);
        return c;
    }

    /// The decimals of a second, as milliseconds; past the third they are cut.
    milliseconds fraction()
    {
        if (m_rest.isEmpty() || m_rest.front() != '.') {
            return {};
        }
        oneOf("."_L1);
        int number = digits(1, 0, 9) * 100;
        for (int weight = 10; !m_rest.isEmpty() && m_rest.front() >= '0' && m_rest.front() <= '9'; weight /= 10) {
            number += digits(1, 0, 9) * weight;
        }
        return milliseconds(number);
    }

    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool atEnd() const { return m_rest.isEmpty(); }

private:
    QByteArrayView m_rest;
    bool m_ok = true;
};

/// "Z" or "+02:00": how far the clock is ahead of UTC.
minutes readOffset(Parts &parts)
{
    const char sign = parts.oneOf("Zz+-"_L1);
    if (sign != '+' && sign != '-') {
        return {};
    }
    const hours whole(parts.digits(2, 0, 23));
    parts.oneOf(":"_L1);
    const minutes ahead = whole + minutes(parts.digits(2, 0, 59));
    return sign == '+' ? ahead : -ahead;
}

std::optional<Timestamp> readDateTime(Parts parts)
{
    const year y(parts.digits(4, 0, 9999));
    parts.oneOf("-"_L1);
    const month m(unsigned(parts.digits(2, 1, 12)));
    parts.oneOf("-"_L1);
    const day d(unsigned(parts.digits(2, 1, 31)));
    parts.oneOf("Tt "_L1);
    const hours h(parts.digits(2, 0, 23));
    parts.oneOf(":"_L1);
    const minutes min(parts.digits(2, 0, 59));
    parts.oneOf(":"_L1);
    const seconds s(parts.digits(2, 0, 59)); // computers' UTC has no leap seconds
    const milliseconds fraction = parts.fraction();
    const minutes offset = readOffset(parts);
    const year_month_day date = y / m / d;
    if (!parts.ok() || !parts.atEnd() || !date.ok()) {
        return std::nullopt;
    }
    return sys_days(date) + h + min + s + fraction - offset;
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
    constexpr qsizetype longest = 64; // room for more decimals than any clock has
    constexpr Timestamp endOf9999 = sys_days(year(9999) / 12 / 31) + days(1);
    const std::optional<Timestamp> time = text.size() <= longest ? readDateTime(Parts(text)) : std::nullopt;
    if (!time || *time < Timestamp() || *time >= endOf9999) {
        return badField(u"timestamp"_s, u"must be an RFC 3339 time such as 2026-11-23T10:15:30.123Z"_s);
    }
    return *time;
}

} // namespace Flowcast
