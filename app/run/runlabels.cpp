#include "app/run/runlabels.h"

#include "app/run/plaintext.h"

#include <algorithm>

namespace Flowcast {

using namespace Qt::Literals::StringLiterals;

constexpr qsizetype MaxNamePart = 40;

static bool isIdCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
        || c == '-' || c == '@' || c == ':';
}

static QByteArray idPartOf(const QString &program)
{
    QByteArray part = program.sliced(program.lastIndexOf(u'/') + 1).toUtf8().left(MaxNamePart);
    std::replace_if(
        part.begin(), part.end(), [](char c) { return !isIdCharacter(c); }, '-');
    return part.isEmpty() ? "run"_ba : part;
}

WorkflowId makeRunId(const QStringList &command, const QDateTime &time, quint32 random)
{
    const QByteArray suffix = QByteArray::number(random & 0xffff, 16).rightJustified(4, '0');
    return WorkflowId::fromTrusted(
        idPartOf(command.first()) + '-' + time.toString(u"yyyyMMdd-HHmmss"_s).toLatin1() + '-' + suffix);
}

static QString quoted(const QString &argument)
{
    const bool isPlain = !argument.isEmpty() && std::all_of(argument.begin(), argument.end(), [](QChar c) {
        return c.isLetterOrNumber() || u"-_./:=,+@%"_s.contains(c);
    });
    return isPlain ? argument : u"'%1'"_s.arg(QString(argument).replace(u"'"_s, u"'\\''"_s));
}

QString commandLine(const QStringList &command, qsizetype limit)
{
    QStringList words;
    for (const QString &argument : command)
        words += quoted(argument);
    return plainText(words.join(u' '), limit);
}

QString durationText(std::chrono::milliseconds duration)
{
    const auto seconds = duration.count() / 1000;
    if (seconds < 60)
        return u"%1 s"_s.arg(double(duration.count()) / 1000, 0, 'f', 1);
    if (seconds < 3600)
        return u"%1 min %2 s"_s.arg(seconds / 60).arg(seconds % 60);
    return u"%1 h %2 min"_s.arg(seconds / 3600).arg(seconds / 60 % 60);
}

} // namespace Flowcast
