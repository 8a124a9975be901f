#include "server/broadcast/framereader.h"

#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

namespace {

enum Bits
{
    Final = 0x80,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9
};

/// A frame as a client sends it; RFC 6455, 5.2.
QByteArray frame(int firstByte, const QByteArray &payload, const QByteArray &mask = "\x37\xfa\x21\x3d")
{
    QByteArray bytes(1, char(firstByte));
    const int maskBit = mask.isEmpty() ? 0 : 0x80;
    if (payload.size() < 126) {
        bytes += char(maskBit | int(payload.size()));
    } else if (payload.size() <= 0xffff) {
        bytes += char(maskBit | 126);
        bytes += char(payload.size() >> 8);
        bytes += char(payload.size() & 0xff);
    } else {
        bytes += char(maskBit | 127);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes += char(quint64(payload.size()) >> shift & 0xff);
        }
    }
    bytes += mask;
    for (qsizetype i = 0; i < payload.size(); ++i) {
        bytes += char(mask.isEmpty() ? payload[i] : payload[i] ^ mask[i % 4]);
    }
    return bytes;
}

} // namespace

class TestFrameReader : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void readsPlainMessages_data();
    void readsPlainMessages();
    void readsTheExampleOfTheRfc();
    void joinsWhatComesInPieces();
    void handsOn_data();
    void handsOn();
    void leavesAllBehindABrokenRule_data();
    void leavesAllBehindABrokenRule();
    void goesOnBehindControlFrames();

private:
    static constexpr qsizetype MaxBytes = 70'000;

    std::unique_ptr<FrameReader> m_reader;
    QList<QByteArray> m_texts;
    QByteArray m_others;
};

void TestFrameReader::init()
{
    m_texts.clear();
    m_others.clear();
    m_reader = std::make_unique<FrameReader>(
        MaxBytes, [this](QByteArrayView text) { m_texts.append(text.toByteArray()); },
        [this](QByteArrayView other) { m_others.append(other); });
}

void TestFrameReader::readsPlainMessages_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const qsizetype size : {0, 1, 7, 8, 9, 125, 126, 127, 65535, 65536, 70000}) {
        QTest::addRow("%d bytes", int(size)) << QByteArray(size, 'x').replace(size / 2, 1, "y").left(size);
    }
    QTest::newRow("UTF-8") << QByteArray("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
}

void TestFrameReader::readsPlainMessages()
{
    QFETCH(QByteArray, text);
    m_reader->read(frame(Final | Text, text) + frame(Final | Text, "next"));
    QCOMPARE(m_texts, (QList<QByteArray>{text, "next"}));
    QVERIFY(m_others.isEmpty());
}

void TestFrameReader::readsTheExampleOfTheRfc()
{
    m_reader->read(QByteArray::fromHex("818537fa213d7f9f4d5158")); // RFC 6455, 5.7
    QCOMPARE(m_texts, QList<QByteArray>{"Hello"});
}

void TestFrameReader::joinsWhatComesInPieces()
{
    const QByteArray bytes
        = frame(Final | Text, "one") + frame(Final | Ping, "p") + frame(Final | Text, QByteArray(300, 'z'));
    for (const char byte : bytes) {
        m_reader->read(QByteArrayView(&byte, 1));
    }
    QCOMPARE(m_texts, (QList<QByteArray>{"one", QByteArray(300, 'z')}));
    QCOMPARE(m_others, frame(Final | Ping, "p"));
}

void TestFrameReader::handsOn_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("ping") << frame(Final | Ping, "alive?");
    QTest::newRow("close") << frame(Final | Close, "\x03\xe8");
    QTest::newRow("binary") << frame(Final | Binary, "\x01\x02");
    QTest::newRow("fragments") << frame(Text, "a") + frame(0, "b") + frame(Final, "c");
    QTest::newRow("fragments with a ping between") << frame(Text, "a") + frame(Final | Ping, "") + frame(Final, "c");
    QTest::newRow("not UTF-8") << frame(Final | Text, "\xff\xfe");
}

void TestFrameReader::handsOn()
{
    QFETCH(QByteArray, bytes);
    m_reader->read(bytes + frame(Final | Text, "after"));
    QCOMPARE(m_others, bytes);
    QCOMPARE(m_texts, QList<QByteArray>{"after"});
}

void TestFrameReader::leavesAllBehindABrokenRule_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("unmasked") << frame(Final | Text, "open", "");
    QTest::newRow("reserved bit") << frame(Final | 0x40 | Text, "zipped");
    QTest::newRow("too long") << frame(Final | Text, QByteArray(MaxBytes + 1, 'x'));
    QTest::newRow("text within a message") << frame(Text, "a") + frame(Final | Text, "b");
    QTest::newRow("continues nothing") << frame(Final, "b");
}

void TestFrameReader::leavesAllBehindABrokenRule()
{
    QFETCH(QByteArray, bytes);
    m_reader->read(bytes + frame(Final | Text, "after"));
    m_reader->read(frame(Final | Text, "later"));
    QVERIFY(m_texts.isEmpty());
    QCOMPARE(m_others, bytes + frame(Final | Text, "after") + frame(Final | Text, "later"));
}

void TestFrameReader::goesOnBehindControlFrames()
{
    m_reader->read(frame(Final | Ping, "") + frame(Final | Text, "a") + frame(Final | Ping, "2"));
    m_reader->read(frame(Final | Text, "b"));
    QCOMPARE(m_texts, (QList<QByteArray>{"a", "b"}));
    QCOMPARE(m_others, frame(Final | Ping, "") + frame(Final | Ping, "2"));
}

QTEST_GUILESS_MAIN(TestFrameReader)
#include "tst_framereader.moc"
