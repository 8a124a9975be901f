#include <QFile>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

/// What docs/embedding.md shows is what the build compiles.
class tst_Embedding : public QObject
{
    Q_OBJECT

    static QByteArray contentOf(const QString &path)
    {
        QFile file(QStringLiteral(FLOWCAST_SOURCE_DIR) + u'/' + path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void docsShowTheCompiledExample()
    {
        const QByteArray example = contentOf(u"tests/widgets/embedding_example.cpp"_s);
        QVERIFY(!example.isEmpty());
        QVERIFY(contentOf(u"docs/embedding.md"_s).contains("```cpp\n" + example + "```\n"));
    }

    void theExampleIsShort()
    {
        const QByteArray example = contentOf(u"tests/widgets/embedding_example.cpp"_s);
        QVERIFY(example.mid(example.indexOf("int main")).count('\n') <= 20);
    }
};

QTEST_GUILESS_MAIN(tst_Embedding)
#include "tst_embedding.moc"
