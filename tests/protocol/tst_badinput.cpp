#include "protocol/messages.h"

#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray publishWith(const QByteArray &members)
{
    return R"({"type":"publish","workflow_id":"nightly-42",)" + members + '}';
}

QByteArray quoted(const QByteArray &text)
{
    return '"' + text + '"';
}

} // namespace

/// What must be refused, and that the refusal names the member at fault.
class TestBadInput final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesTheField_data();
    void namesTheField();
    void neitherCrashesNorPassesWhenCut();
    void neitherCrashesNorHangsOnDamage();
};

void TestBadInput::namesTheField_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("field");
    const auto row
        = [](const char *name, const QByteArray &json, const QString &field) { QTest::newRow(name) << json << field; };
    const auto wrong = [&row](const QByteArray &member, const QByteArray &value) {
        row(member + ' ' + value.left(40), publishWith(quoted(member) + ':' + value), QString::fromLatin1(member));
    };

    row("empty", "", {});
    row("spaces", " \n", {});
    row("no JSON", "status=running", {});
    row("cut", R"({"type":"publish","workflow_id":"ni)", {});
    row("two texts", R"({"type":"synced","cursor":1}{})", {});
    row("comma at the end", publishWith(R"("status":"running",)"), {});
    row("single quotes", "{'type':'publish'}", {});
    row("comment", publishWith(R"("status":"running"/*x*/)"), {});
    row("array", "[]", {});
    row("text", R"("publish")", {});
    row("number", "7", {});
    row("null", "null", {});
    row("NaN", publishWith(R"("current_step":NaN)"), {});
    row("plus sign", publishWith(R"("current_step":+1)"), {});
    row("raw line feed in a text", publishWith("\"message\":\"a\nb\""), {});
    row("raw NUL in a text", publishWith("\"message\":\"a"_ba + '\0' + "b\""), {});
    row("broken UTF-8", publishWith("\"message\":\"\xff\""), {});
    row("UTF-8 cut short", publishWith("\"message\":\"\xe2\x82\""), {});
    row("overlong UTF-8", publishWith("\"message\":\"\xc0\xaf\""), {});
    row("surrogate in UTF-8", publishWith("\"message\":\"\xed\xa0\x80\""), {});
    row("lone high surrogate", publishWith(R"("message":"\ud83d")"), {});
    row("lone low surrogate", publishWith(R"("message":"\ude80")"), {});
    row("bad escape", publishWith(R"("message":"\x41")"), {});
    row("nested without end", QByteArray(60000, '['), {});
    row("nested objects", QByteArray(R"({"a":)").repeated(10000), {});

    row("unknown type", R"({"type":"subscribe","workflow_id":"a"})", u"type"_s);
    row("type in capitals", R"({"type":"Publish","workflow_id":"a"})", u"type"_s);
    row("type of a wrong type", R"({"type":1})", u"type"_s);
    row("no id", R"({"type":"publish","status":"running"})", u"workflow_id"_s);
    row("id null", R"({"type":"publish","workflow_id":null})", u"workflow_id"_s);
    for (const QByteArray &id : {R"("")"_ba, R"("a/b")"_ba, R"("a\u0000")"_ba, R"("..")"_ba, R"("é")"_ba, "42"_ba,
             "[]"_ba, quoted(QByteArray(201, 'x'))}) {
        row("id " + id.left(20), R"({"type":"publish","workflow_id":)" + id + '}', u"workflow_id"_s);
    }

    for (const QByteArray &status : {R"("nope")"_ba, R"("")"_ba, R"("running ")"_ba, R"("run")"_ba,
             R"("running\u0000")"_ba, "1"_ba, "true"_ba, "{}"_ba}) {
        wrong("status", status);
    }
    for (const char *step : {"current_step", "total_steps"}) {
        for (const QByteArray &value : {"-1"_ba, "01"_ba, "1.5"_ba, "3.0"_ba, "1e3"_ba, "4294967296"_ba,
                 "18446744073709551615"_ba, "18446744073709551616"_ba, "-9223372036854775809"_ba, "1e400"_ba,
                 "99999999999999999999999999"_ba, R"("3")"_ba, "1/*x*/"_ba, "true"_ba, "[3]"_ba, "{}"_ba}) {
            wrong(step, value);
        }
    }
    wrong("message", "7");
    wrong("message", "[]");
    wrong("message", quoted(QByteArray(MaxMessageBytes + 1, 'm')));
    wrong("message", quoted(QByteArray("é").repeated(MaxMessageBytes / 2) + 'x'));
    wrong("name", "false");
    wrong("name", quoted(QByteArray(MaxNameBytes + 1, 'n')));
    wrong("timestamp", "1763892930");
    wrong("timestamp", R"("yesterday")");
    wrong("timestamp", R"("2026-11-23T10:15:30")");
    wrong("request", "-1");
    wrong("request", "0.5");
    wrong("request", R"("a")");
    wrong("request", "18446744073709551616");

    row("update without status", R"({"workflow_id":"a"})", u"status"_s);
    row("update past its total", R"({"workflow_id":"a","status":"running","current_step":4,"total_steps":3})",
        u"current_step"_s);
    row("update of version -1", R"({"workflow_id":"a","status":"running","version":-1})", u"version"_s);
    row("update with bad cursor", R"({"workflow_id":"a","status":"running","cursor":"1"})", u"cursor"_s);
    row("update with bad skipped", R"({"workflow_id":"a","status":"running","skipped":4294967296})", u"skipped"_s);
    row("ack without version", R"({"type":"ack","request":1,"workflow_id":"a"})", u"version"_s);
    row("problem without status", R"({"type":"problem","detail":"x"})", u"status"_s);
    row("problem of status 600", R"({"type":"problem","status":600})", u"status"_s);
    row("deleted without id", R"({"type":"deleted","version":1})", u"workflow_id"_s);
    row("deleted without version", R"({"type":"deleted","workflow_id":"a"})", u"version"_s);
    row("synced without cursor", R"({"type":"synced","complete":true})", u"cursor"_s);
    row("synced, complete a word", R"({"type":"synced","cursor":1,"complete":"yes"})", u"complete"_s);
}

void TestBadInput::namesTheField()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, field);
    const auto message = decode(json);
    QVERIFY(!message);
    QCOMPARE(message.error().code, ErrorCode::BadRequest);
    QCOMPARE(message.error().field, field);
    QVERIFY(!message.error().detail.isEmpty());
}

void TestBadInput::neitherCrashesNorPassesWhenCut()
{
    const QByteArray json
        = publishWith(R"("request":7,"status":"running","current_step":3,"message":"é\n\ud83d\ude80")");
    QVERIFY(decode(json));
    for (qsizetype size = 0; size < json.size(); ++size) {
        QVERIFY(!decode(json.first(size)));
        (void)requestOf(json.first(size));
    }
}

void TestBadInput::neitherCrashesNorHangsOnDamage()
{
    const QByteArray json
        = publishWith(R"("request":7,"status":"running","current_step":3,"message":"é\n\ud83d\ude80")");
    for (qsizetype at = 0; at < json.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte) {
            QByteArray damaged = json;
            damaged[at] = char(byte);
            const auto message = decode(damaged);
            QVERIFY(!message || !encode(*message).isEmpty());
            (void)requestOf(damaged);
        }
    }
}

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_badinput.moc"
