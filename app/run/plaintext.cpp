#include "app/run/plaintext.h"

namespace Flowcast {

static bool isPrintable(QChar c)
{
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidirectional overrides among them
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return false;
    default:
        return true;
    }
}

QString plainText(QStringView text, qsizetype limit)
{
    QString result;
    for (const QChar c : text)
        result += isPrintable(c) ? c : u' ';
    result = result.trimmed();
    if (result.size() <= limit)
        return result;
    result.truncate(limit - 1);
    if (result.back().isHighSurrogate())
        result.chop(1);
    return result + u'…';
}

QString plainText(QByteArrayView utf8, qsizetype limit)
{
    return plainText(QStringView(QString::fromUtf8(utf8)), limit);
}

} // namespace Flowcast
