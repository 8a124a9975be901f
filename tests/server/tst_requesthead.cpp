#include "server/http/httprequestparser.h"
#include "server/http/requesthead.h"

#include "protocol/messages.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A whole message, shown to the parser \a step bytes at a time, as a socket would.
Result<HttpRequest> parse(const QByteArray &message, qsizetype step)
{
    const Result<qsizetype> length = requestHeadLength(message);
    if (!length) {
        return tl::unexpected(length.error());
    }
    HttpRequestParser parser;
    Result<HttpRequest> request = parser.readHead(QByteArrayView(message).first(*length));
    qsizetype begin = *length;
    for (qsizetype end = begin + step; request && !parser.isComplete() && begin < message.size(); end += step) {
        end = qMin(end, message.size());
        const QByteArray piece = message.sliced(begin, end - begin); // a copy: a sanitizer sees its end
        const Result<qsizetype> used = parser.readBody(piece);
        if (!used) {
            return tl::unexpected(used.error());
        }
        begin += *used;
        if (end == message.size() && *used == 0) {
            break;
        }
    }
    if (request && parser.isComplete()) {
        request->body = parser.takeBody();
    }
    return request;
}

} // namespace

/// Reading requests: their heads, their bodies, and what is none.
class TestRequestHead final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsAnIncompleteHead();
    void refusesAtOnce_data();
    void refusesAtOnce();
    void takesUpTo8KiB();
    void refusesBadHeads_data();
    void refusesBadHeads();
    void readsTargets_data();
    void readsTargets();
    void keepsAliveByVersion_data();
    void keepsAliveByVersion();
    void readsChunksInPiecesOfAnySize();
    void limitsBodies_data();
    void limitsBodies();
    void doesNotTakeTrailersForHeaders();
    void survivesDamagedRequests();
};

void TestRequestHead::knowsAnIncompleteHead()
{
    const QByteArray head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    for (qsizetype size = 0; size < head.size(); ++size) {
        QCOMPARE(requestHeadLength(head.first(size)).value(), 0);
    }
    QCOMPARE(requestHeadLength(head + "GET / HTTP").value(), head.size());
}

void TestRequestHead::refusesAtOnce_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("TLS") << QByteArray::fromHex("16030102000100");
    QTest::newRow("space first") << QByteArray(" GET");
    QTest::newRow("NUL") << QByteArray("G\0T", 3);
    QTest::newRow("endless method") << QByteArray(33, 'A');
    QTest::newRow("bare line feed") << QByteArray("GET / HTTP/1.1\n");
    QTest::newRow("bare line feed further on") << QByteArray("GET / HTTP/1.1\r\nHost: a\n");
    QTest::newRow("folded field") << QByteArray("GET / HTTP/1.1\r\nA: b\r\n c\r\n");
}

void TestRequestHead::refusesAtOnce()
{
    QFETCH(QByteArray, bytes);
    QCOMPARE(requestHeadLength(bytes).error().code, ErrorCode::BadRequest);
}

void TestRequestHead::takesUpTo8KiB()
{
    const QByteArray start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    const auto ofSize = [&](qsizetype size) { return start + QByteArray(size - start.size() - 4, 'x') + "\r\n\r\n"; };
    QCOMPARE(requestHeadLength(ofSize(MaxHeadBytes)).value(), MaxHeadBytes);
    QVERIFY(parse(ofSize(MaxHeadBytes), 1));
    QCOMPARE(requestHeadLength(ofSize(MaxHeadBytes + 1)).error().code, ErrorCode::HeaderFieldsTooLarge);
    QCOMPARE(requestHeadLength(ofSize(20000).first(MaxHeadBytes)).error().code, ErrorCode::HeaderFieldsTooLarge);
}

void TestRequestHead::refusesBadHeads_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const QByteArray &lines, const QString &field = {}) {
        QTest::newRow(name) << lines + "\r\n\r\n" << field;
    };
    row("no version", "GET /");
    row("version 2", "GET / HTTP/2.0\r\nHost: a");
    row("version 0.9", "GET / HTTP/0.9\r\nHost: a");
    row("space in the target", "GET /a b HTTP/1.1\r\nHost: a");
    row("no slash", "GET api HTTP/1.1\r\nHost: a");
    row("fragment", "GET /#a HTTP/1.1\r\nHost: a");
    row("asterisk", "GET * HTTP/1.1\r\nHost: a");
    row("foreign scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a");
    row("no Host", "GET / HTTP/1.1", u"Host"_s);
    row("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b", u"Host"_s);
    row("space in a name", "GET / HTTP/1.1\r\nHost : a");
    row("no colon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense");
    row("control character", "GET / HTTP/1.1\r\nHost: a\x01");
    row("negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1");
    row("two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2");
    row("length and chunks", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked");
    row("chunks and length", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1");
    row("gzip", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip", u"Transfer-Encoding"_s);
    row("gzip, chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked", u"Transfer-Encoding"_s);
    row("chunks in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked", u"Transfer-Encoding"_s);
}

void TestRequestHead::refusesBadHeads()
{
    QFETCH(QByteArray, head);
    QFETCH(QString, field);
    const Result<HttpRequest> request = parse(head, 1);
    QVERIFY(!request);
    QCOMPARE(request.error().code, ErrorCode::BadRequest);
    QCOMPARE(request.error().field, field);
}

void TestRequestHead::readsTargets_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("host");
    const auto row = [](const QByteArray &target, const QByteArray &path, const QByteArray &query,
                         const QByteArray &host = "h") { QTest::newRow(target) << target << path << query << host; };
    row("/", "/", "");
    row("/a%2Fb%00?x=%3F&y", "/a%2Fb%00", "x=%3F&y");
    row("/../x", "/../x", "");
    row("//evil/x", "//evil/x", "");
    row("/a?b?c", "/a", "b?c");
    row("http://other:1/a?b", "/a", "b", "other:1");
    row("ws://other", "/", "", "other");
    row("HTTP://other/", "/", "", "other");
}

void TestRequestHead::readsTargets()
{
    QFETCH(QByteArray, target);
    const auto request = parse("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n", 1);
    QVERIFY(request);
    QTEST(request->path, "path");
    QTEST(request->query, "query");
    QTEST(request->host, "host");
}

void TestRequestHead::keepsAliveByVersion_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("keepAlive");
    QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << true;
    QTest::newRow("1.1 close") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n") << false;
    QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
    QTest::newRow("1.0 keep") << QByteArray("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") << true;
}

void TestRequestHead::keepsAliveByVersion()
{
    QFETCH(QByteArray, head);
    QTEST(parse(head, 1)->keepAlive, "keepAlive");
}

void TestRequestHead::readsChunksInPiecesOfAnySize()
{
    const QByteArray message = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "5;ext=1\r\nhello\r\n7\r\n, world\r\n0\r\nTrailer: x\r\n\r\n";
    for (qsizetype step = 1; step <= message.size(); ++step) {
        QCOMPARE(parse(message, step)->body, "hello, world");
    }
}

void TestRequestHead::limitsBodies_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("just") << MaxBodyBytes << true;
    QTest::newRow("over") << MaxBodyBytes + 1 << false;
}

void TestRequestHead::limitsBodies()
{
    QFETCH(qsizetype, size);
    QFETCH(bool, isTaken);
    const QByteArray start = "POST / HTTP/1.1\r\nHost: a\r\n";
    const QByteArray body(size, 'x');
    const QByteArray measured = start + "Content-Length: " + QByteArray::number(size) + "\r\n\r\n" + body;
    QByteArray chunked = start + "Transfer-Encoding: chunked\r\n\r\n";
    for (qsizetype at = 0; at < size; at += 1000) {
        const QByteArray chunk = body.mid(at, 1000);
        chunked += QByteArray::number(chunk.size(), 16) + "\r\n" + chunk + "\r\n";
    }
    for (const QByteArray &message : {measured, chunked + "0\r\n\r\n"}) {
        const Result<HttpRequest> request = parse(message, 4096);
        QCOMPARE(request.has_value(), isTaken);
        QVERIFY(isTaken ? request->body.size() == size : request.error().code == ErrorCode::ContentTooLarge);
    }
}

void TestRequestHead::doesNotTakeTrailersForHeaders()
{
    const auto request = parse("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "0\r\nOrigin: http://localhost\r\n\r\n",
        1);
    QVERIFY(request);
    QCOMPARE(request->headerCount("origin"), 0);
}

/// Says nothing of the answers, but a sanitizer does of the reading.
void TestRequestHead::survivesDamagedRequests()
{
    const QByteArray message = "POST /a?b=c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "5;ext=\"a\"\r\nhello\r\n0;x\r\nTrailer: x\r\n\r\n";
    const QByteArray alphabet = QByteArray("\r\n 0159aF;:=\"\\\xff\0x", 17);
    QRandomGenerator random(20261123);
    int accepted = 0;
    for (int round = 0; round < 20000; ++round) {
        QByteArray damaged = message;
        for (int i = random.bounded(1, 5); i > 0; --i) {
            const qsizetype at = random.bounded(int(damaged.size()));
            const char c = alphabet[random.bounded(int(alphabet.size()))];
            damaged.replace(at, random.bounded(2), QByteArray(random.bounded(3), c));
        }
        accepted += parse(damaged, random.bounded(1, 20)).has_value();
    }
    QVERIFY(accepted > 0 && accepted < 20000);
}

QTEST_GUILESS_MAIN(TestRequestHead)
#include "tst_requesthead.moc"
