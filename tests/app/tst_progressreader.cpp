#include "app/run/plaintext.h"
#include "app/run/progressreader.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

using Pair = QPair<double, double>;
using Pairs = QList<Pair>;

/// Reads recordings of real tools, see tests/samples/README.md.
class TestProgressReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsRecordings_data();
    void readsRecordings();
    void readsLines_data();
    void readsLines();
    void oneToolHoldsTheBar_data();
    void oneToolHoldsTheBar();
    void streamsDoNotBreakEachOther();
    void keepsTheTextOfAStep();
    void endlessInputNeedsLittleMemory_data();
    void endlessInputNeedsLittleMemory();
    void comesBackAfterAnEndlessSequence_data();
    void comesBackAfterAnEndlessSequence();
    void plainTextIsHarmless_data();
    void plainTextIsHarmless();
    void isFast_data();
    void isFast();
};

static QString samplesDir()
{
    return QStringLiteral(FLOWCAST_SOURCE_DIR "/tests/samples/terminal/");
}

static QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The pairs read from pieces of \a bytes, repeats dropped; \a cut gives the size of the piece at an offset.
template <typename Cut>
static Pairs pairsOf(const QByteArray &bytes, Cut cut)
{
    Pairs pairs;
    ProgressReader reader([&pairs](const Progress &progress) {
        const Pair pair(progress.done, progress.total);
        if (progress.total > 0 && (pairs.isEmpty() || pairs.last() != pair))
            pairs.append(pair);
    });
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype size = std::min<qsizetype>(cut(at), bytes.size() - at);
        reader.feed(ProgressReader::Output, QByteArrayView(bytes).sliced(at, size));
        at += size;
    }
    reader.finish();
    return pairs;
}

static Pairs pairsOf(const QByteArray &bytes)
{
    return pairsOf(bytes, [&bytes](qsizetype) { return bytes.size(); });
}

static Pairs pairsFromJson(const QJsonArray &array)
{
    Pairs pairs;
    for (const QJsonValue &pair : array)
        pairs.append(Pair(pair[0].toDouble(), pair[1].toDouble()));
    return pairs;
}

static bool isPartInOrder(const Pairs &part, const Pairs &whole)
{
    qsizetype from = 0;
    return std::all_of(part.begin(), part.end(), [&](const Pair &pair) {
        const qsizetype at = whole.indexOf(pair, from);
        from = at + 1;
        return at >= 0;
    });
}

static Pairs sequenceOf(const QJsonObject &expected, const QString &bar)
{
    for (const QJsonValue &value : expected["bars"_L1].toArray())
        if (value["name"_L1].toString() == bar)
            return pairsFromJson(value["sequence"_L1].toArray());
    return {};
}

static bool isPartOfAnyBar(const Pairs &pairs, const QJsonObject &expected)
{
    const QJsonArray bars = expected["bars"_L1].toArray();
    return pairs.isEmpty() || std::any_of(bars.begin(), bars.end(), [&](const QJsonValue &bar) {
        return isPartInOrder(pairs, pairsFromJson(bar["sequence"_L1].toArray()));
    });
}

void TestProgressReader::readsRecordings_data()
{
    QTest::addColumn<QString>("name");
    const QStringList files = QDir(samplesDir()).entryList({u"*.raw"_s});
    QVERIFY(files.size() >= 50);
    for (const QString &file : files)
        QTest::newRow(qPrintable(file)) << file.chopped(4);
}

void TestProgressReader::readsRecordings()
{
    QFETCH(QString, name);
    const QByteArray raw = contentOf(samplesDir() + name + u".raw"_s);
    const QJsonObject expected = QJsonDocument::fromJson(contentOf(samplesDir() + name + u".expected.json"_s)).object();
    QCOMPARE(double(raw.size()), expected["bytes"_L1].toDouble());

    const Pairs pairs = pairsOf(raw);
    const QString tool = expected["tool"_L1].toString();
    if (tool.startsWith(u"ninja"_s) || tool == u"make"_s || tool == u"ctest"_s) {
        Pairs sequence = sequenceOf(expected, expected["primary"_L1].toString());
        QVERIFY(!sequence.isEmpty());
        sequence.removeAll(Pair(0, 1)); // "not known yet", on purpose: see NinjaRecogniser
        QCOMPARE(pairs, sequence);
        QCOMPARE(pairs.last(), pairsFromJson({expected["expected_final"_L1]}).first());
    } else if (tool == u"none"_s) {
        QCOMPARE(pairs, Pairs());
    } else {
        QVERIFY2(isPartOfAnyBar(pairs, expected), "a false reading");
    }

    const QJsonArray splits = expected["nasty_splits"_L1].toArray();
    for (const QJsonValue &split : splits) {
        const auto offset = qsizetype(split["offset"_L1].toInteger());
        QCOMPARE(pairsOf(raw, [&](qsizetype at) { return at == 0 ? offset : raw.size(); }), pairs);
    }
    for (const qsizetype size : {1, 2, 3, 7, 64})
        QCOMPARE(pairsOf(raw, [size](qsizetype) { return size; }), pairs);
}

void TestProgressReader::readsLines_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Pairs>("pairs");

    QTest::newRow("ninja") << QByteArray("[12/63] Building CXX object a.o\n") << Pairs{{12, 63}};
    QTest::newRow("no newline at the end") << QByteArray("[12/63] Linking") << Pairs{{12, 63}};
    QTest::newRow("erased to the end, no newline") << QByteArray("\r[2/3] Linking\x1b[K") << Pairs{{2, 3}};
    QTest::newRow("coloured") << QByteArray("\x1b[1m[2/3]\x1b[0m Linking\n") << Pairs{{2, 3}};
    QTest::newRow("after a link") << QByteArray("\x1b]8;;file:///a\x1b\\\x1b]8;;\a[2/3] Linking\n") << Pairs{{2, 3}};
    QTest::newRow("to the first column") << QByteArray("xyz\x1b[1G[2/3] Linking\n") << Pairs{{2, 3}};
    QTest::newRow("into the middle") << QByteArray("\x1b[5;20H[2/3] Linking\n") << Pairs{};
    QTest::newRow("alternate screen") << QByteArray("\x1b[?1049h[2/3] Linking\n\x1b[?1049l[1/3] x\n") << Pairs{{1, 3}};
    QTest::newRow("done past total") << QByteArray("[64/63] Linking\n") << Pairs{};
    QTest::newRow("nothing of nothing") << QByteArray("[0/0] Linking\n") << Pairs{};
    QTest::newRow("huge number") << QByteArray("[1/99999999999999999999] Linking\n") << Pairs{};
    QTest::newRow("negative") << QByteArray("[-1/3] Linking\n") << Pairs{};
    QTest::newRow("no text") << QByteArray("[1/3]\n[1/3] \n") << Pairs{};
    QTest::newRow("in the middle of a line") << QByteArray("see [1/3] Linking\n") << Pairs{};
    QTest::newRow("make") << QByteArray("[  1%] Building\n[ 45%] Building\n[100%] Built target a\n")
                          << Pairs{{1, 100}, {45, 100}, {100, 100}};
    QTest::newRow("not make") << QByteArray("[45%] Building\n[101%] Building\n[  %] Building\n[ 4 %] B\n") << Pairs{};
    QTest::newRow("ctest") << QByteArray(" 9/25 Test  #9: a ....   Passed    0.02 sec\n") << Pairs{{9, 25}};
    QTest::newRow("not ctest") << QByteArray("9/25 Test\n9/25 Test #x: a\n9/25 tests #9: a\n") << Pairs{};
    QTest::newRow("parallel lines step back")
        << QByteArray("[ 45%] a\n[ 44%] b\n[ 46%] c\n") << Pairs{{45, 100}, {46, 100}};
    QTest::newRow("a second run of the same length")
        << QByteArray("[1/2] a\n[2/2] b\n[1/2] a\n") << Pairs{{1, 2}, {2, 2}, {1, 2}};
}

void TestProgressReader::readsLines()
{
    QFETCH(QByteArray, bytes);
    QTEST(pairsOf(bytes), "pairs");
    QTEST(pairsOf(bytes, [](qsizetype) { return 1; }), "pairs");
}

void TestProgressReader::oneToolHoldsTheBar_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Pairs>("pairs");

    QTest::newRow("what a test prints") << QByteArray("Test project /p\n[1/9] inner\n1/2 Test #1: a\n[7/9] inner\n")
                                        << Pairs{{1, 2}};
    QTest::newRow("the next tool after the first")
        << QByteArray("[2/2] Linking\n1/3 Test #1: a\n") << Pairs{{2, 2}, {1, 3}};
    QTest::newRow("make after ninja") << QByteArray("[2/2] Linking\n[ 10%] Building\n") << Pairs{{2, 2}, {10, 100}};
    QTest::newRow("a percent line within a ninja build")
        << QByteArray("[1/2] Linking\n[ 10%] Building\n") << Pairs{{1, 2}};
    QTest::newRow("ctest within ninja, and back")
        << QByteArray("[4/9] Running tests\nTest project /p\n1/2 Test #1: a\n2/2 Test #2: b\n[7/9] printed by b\n"
                      "Total Test time (real) =   0.29 sec\n[5/9] Linking\n")
        << Pairs{{4, 9}, {1, 2}, {2, 2}, {5, 9}};
}

void TestProgressReader::oneToolHoldsTheBar()
{
    readsLines();
}

void TestProgressReader::streamsDoNotBreakEachOther()
{
    Pairs pairs;
    ProgressReader reader([&pairs](const Progress &p) { pairs.append(Pair(p.done, p.total)); });
    reader.feed(ProgressReader::Output, "[1/3] Buil");
    reader.feed(ProgressReader::ErrorOutput, "warning: [2/3] of this\n\x1b[3");
    reader.feed(ProgressReader::Output, "ding\n");
    QCOMPARE(pairs, (Pairs{{1, 3}}));
}

void TestProgressReader::keepsTheTextOfAStep()
{
    ProgressReader reader([](const Progress &) {});
    const auto textAfter = [&reader](QByteArrayView bytes) {
        reader.feed(ProgressReader::Output, bytes);
        return reader.progress().text;
    };
    QCOMPARE(textAfter("[0/1] Re-running CMake...\n"), "Re-running CMake...");
    QCOMPARE(reader.progress().total, 0u);
    QCOMPARE(textAfter("\r[1/9] Building CXX object \x1b[32ma.o\x1b[0m\x1b[K"), "Building CXX object a.o");
    QCOMPARE(textAfter("\r[1/9] Building CXX object b.o\x1b[K"), "Building CXX object b.o");
    QCOMPARE(textAfter("\nTest project /p\n 1/25 Test  #9: t.9 .....***Failed    0.02 sec\n"), "Test  #9: t.9");
}

void TestProgressReader::endlessInputNeedsLittleMemory_data()
{
    QTest::addColumn<QByteArray>("begin");
    QTest::newRow("a line without an end") << QByteArray("[1/2] ");
    QTest::newRow("a control sequence") << QByteArray("\x1b[");
    QTest::newRow("a title") << QByteArray("\x1b]0;");
    QTest::newRow("a device control string") << QByteArray("\x1bP");
}

void TestProgressReader::endlessInputNeedsLittleMemory()
{
    QFETCH(QByteArray, begin);
    qsizetype longest = 0;
    TerminalLines lines("[1", [&longest](QByteArrayView line) { longest = std::max(longest, line.size()); });
    lines.feed(begin);
    const QByteArray block(1 << 16, '1');
    for (int i = 0; i < 100; ++i)
        lines.feed(block);
    lines.feed("\n[1/2] a\n");
    lines.finish();
    QVERIFY(longest > 0);
    QVERIFY(longest <= TerminalLines::MaxLineBytes);
}

void TestProgressReader::comesBackAfterAnEndlessSequence_data()
{
    endlessInputNeedsLittleMemory_data();
}

void TestProgressReader::comesBackAfterAnEndlessSequence()
{
    QFETCH(QByteArray, begin);
    const QByteArray bytes = begin + QByteArray(TerminalLines::MaxStringBytes + 1, '1') + "\n[3/7] a\n";
    QCOMPARE(pairsOf(bytes).last(), Pair(3, 7));
    const QByteArray cancelled = begin + "\x18\n[3/7] a\n";
    QCOMPARE(pairsOf(cancelled).last(), Pair(3, 7));
}

void TestProgressReader::plainTextIsHarmless_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << QByteArray("Linking ü") << u"Linking ü"_s;
    QTest::newRow("controls") << QByteArray("a\x1b[31mb\x7f") << u"a [31mb"_s;
    QTest::newRow("8 bit controls") << QByteArray("a\xc2\x9b"
                                                  "31mb")
                                    << u"a 31mb"_s;
    QTest::newRow("direction override") << QByteArray("a\xe2\x80\xae"
                                                      "b")
                                        << u"a b"_s;
    QTest::newRow("bad UTF-8") << QByteArray("a\xff"
                                             "b")
                               << u"a\uFFFDb"_s;
    QTest::newRow("200 fit") << QByteArray(200, 'x') << QString(200, u'x');
    QTest::newRow("201 do not") << QByteArray(201, 'x') << QString(199, u'x') + u'…';
    QTest::newRow("surrogates are not cut") << QByteArray(198, 'x') + "\xf0\x9f\x98\x80yy" << QString(198, u'x') + u'…';
}

void TestProgressReader::plainTextIsHarmless()
{
    QFETCH(QByteArray, bytes);
    QTEST(plainText(bytes), "text");
}

void TestProgressReader::isFast_data()
{
    QTest::addColumn<QByteArray>("piece");
    QTest::newRow("yes") << QByteArray("y\n");
    QTest::newRow("a compiler's log") << QByteArray("/usr/bin/cc -O0 -Wall -MD -o foo.o -c /home/dev/p/src/foo.c\n");
    QTest::newRow("indented") << QByteArray("    4 | static int unused_3_of_4(void){return 0;}\n");
    QTest::newRow("ninja") << QByteArray("[12/63] Building C object CMakeFiles/ripple.dir/src/mod_00.c.o\n");
    QTest::newRow("ninja on a terminal") << QByteArray("\r[12/63] Building C object CMakeFiles/ripple.dir/a.o\x1b[K");
    QTest::newRow("binary") << QByteArray::fromHex("7f454c460201010000001b90fffe005b00101b5b80");
}

void TestProgressReader::isFast()
{
    QFETCH(QByteArray, piece);
    const QByteArray block = piece.repeated((1 << 16) / piece.size());
    ProgressReader reader([](const Progress &) {});
    qint64 bytes = 0;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 200) {
        reader.feed(ProgressReader::Output, block);
        bytes += block.size();
    }
    const double rate = double(bytes) / double(timer.nsecsElapsed()) * 1000;
    qInfo("%.0f MB/s", rate);
    QVERIFY(rate > 1); // far below what is usual: only a catastrophe fails on a busy machine, with sanitizers
}

QTEST_GUILESS_MAIN(TestProgressReader)
#include "tst_progressreader.moc"
