#include "server/http/queryparameters.h"

#include <QList>

#include <charconv>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

std::optional<quint64> toNumber(QByteArrayView text)
{
    quint64 number = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
    return error == std::errc() && end == text.end() ? std::optional(number) : std::nullopt;
}

/// The values given for \a name, in order.
QList<QByteArray> valuesOf(QByteArrayView query, QByteArrayView name)
{
    QList<QByteArray> values;
    for (const QByteArray &parameter : query.toByteArray().split('&')) {
        const qsizetype equals = parameter.indexOf('=');
        if (QByteArrayView(parameter).first(equals < 0 ? parameter.size() : equals) == name) {
            values += equals < 0 ? QByteArray() : parameter.mid(equals + 1);
        }
    }
    return values;
}

} // namespace

Result<std::optional<quint64>> numberParameter(QByteArrayView query, QByteArrayView name, quint64 min, quint64 max)
{
    const QList<QByteArray> values = valuesOf(query, name);
    if (values.isEmpty()) {
        return std::nullopt;
    }
    const std::optional<quint64> number = toNumber(values.first());
    if (values.size() > 1 || !number || *number < min || *number > max) {
        return badField(QString::fromLatin1(name), u"must be one whole number from %1 to %2"_s.arg(min).arg(max));
    }
    return number;
}

} // namespace Flowcast
