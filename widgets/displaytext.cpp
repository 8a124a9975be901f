#include "widgets/displaytext.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

/// Embeddings, overrides and isolates. The plain marks (200E, 200F) stay: they order text and turn nothing around.
bool turnsDirection(QChar c)
{
    return (c >= u'\u202A' && c <= u'\u202E') || (c >= u'\u2066' && c <= u'\u2069');
}

bool isControl(QChar c)
{
    return c.category() == QChar::Other_Control || c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
}

QString cleaned(const QString &text, qsizetype limit, bool keepLines)
{
    QString result;
    result.reserve(std::min(text.size(), limit));
    for (QChar c : text) {
        if (result.size() >= limit) {
            if (result.back().isHighSurrogate()) {
                result.chop(1);
            }
            return result + u'…';
        }
        if (!turnsDirection(c)) {
            result += isControl(c) && !(keepLines && c == u'\n') ? u' ' : c;
        }
    }
    return result;
}

} // namespace

QString singleLine(const QString &text, qsizetype limit)
{
    return cleaned(text, limit, false).trimmed();
}

QString multiLine(const QString &text, qsizetype limit)
{
    return cleaned(text, limit, true).trimmed();
}

QString toolTipFor(const QString &text)
{
    // The block makes Qt wrap long lines.
    return text.isEmpty() ? QString()
                          : u"<p style='white-space:pre-wrap'>"_s + multiLine(text).toHtmlEscaped() + u"</p>"_s;
}

} // namespace Flowcast
