#include "widgets/displaytext.h"

#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

class tst_DisplayText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void singleLines_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << u"Linking"_s << u"Linking"_s;
        QTest::newRow("lines") << u"one\r\ntwo\tthree"_s << u"one  two three"_s;
        QTest::newRow("escape sequence") << u"a\x1b[31mb"_s << u"a [31mb"_s;
        QTest::newRow("other line breaks") << u"a\u2028b\u0085c"_s << u"a b c"_s;
        QTest::newRow("turned around") << u"exe.\u202Egpj\u2066x"_s << u"exe.gpjx"_s;
        QTest::newRow("emoji of many parts") << u"👩‍👧"_s << u"👩‍👧"_s;
        QTest::newRow("too long") << QString(600, u'x') << QString(512, u'x') + u'…';
        QTest::newRow("cut inside a pair") << QString(511, u'x') + u"😀😀"_s << QString(511, u'x') + u'…';
    }

    void singleLines()
    {
        QFETCH(QString, text);
        QTEST(singleLine(text), "shown");
    }

    void severalLinesKeepTheirBreaks() { QCOMPARE(multiLine(u"one\ntwo\u0007"_s), u"one\ntwo"_s); }

    void toolTipsTakeNoHtml()
    {
        QVERIFY(toolTipFor(u"<img src='http://x/'>"_s).contains(u"&lt;img"_s));
        QCOMPARE(toolTipFor(QString()), QString());
    }
};

QTEST_GUILESS_MAIN(tst_DisplayText)
#include "tst_displaytext.moc"
