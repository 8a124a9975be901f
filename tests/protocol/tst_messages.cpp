#include "protocol/messages.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <limits>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

Q_DECLARE_METATYPE(Flowcast::Message)

namespace {

const WorkflowId Nightly = WorkflowId::fromTrusted("nightly-42");
const Timestamp Morning = parseTimestamp("2026-11-23T10:15:30.123Z").value();
constexpr quint64 Most64 = std::numeric_limits<quint64>::max();
constexpr quint32 Most32 = std::numeric_limits<quint32>::max();

WorkflowUpdate nightlyUpdate()
{
    WorkflowUpdate update;
    update.workflowId = Nightly;
    update.status = WorkflowStatus::Running;
    update.currentStep = 3;
    update.totalSteps = 10;
    update.message = u"Linking"_s;
    update.timestamp = Morning;
    update.name = u"Nightly build"_s;
    update.version = 17;
    return update;
}

WorkflowUpdate updateSaying(const QString &message)
{
    WorkflowUpdate update = nightlyUpdate();
    update.message = message;
    return update;
}

Publish publishOf(const QByteArray &members)
{
    const auto message = decode(R"({"type":"publish","workflow_id":"nightly-42")" + members + '}');
    return message ? std::get<Publish>(*message) : Publish();
}

} // namespace

class TestMessages final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comeBackAsTheyWere_data();
    void comeBackAsTheyWere();
    void theUpdateIsTheDesignsSample();
    void theRecordsSixFieldsAreEnough();
    void sixFieldsStandFirst();
    void optionalFieldsAreLeftOut();
    void statusIsReadInAnyCase_data();
    void statusIsReadInAnyCase();
    void nullCountsAsLeftOut();
    void aPublishKeepsApartWhatIsLeftOut();
    void unknownMembersAreIgnored();
    void theFirstOfTwoEqualMembersCounts();
    void theLongestTextsPass();
    void theBodyOfAPostTakesItsIdFromThePath();
    void encodesValidUtf8EvenOfBrokenText();
    void problemJsonIsRfc9457();
    void aStatusNobodyKnowsIsReadByItsClass_data();
    void aStatusNobodyKnowsIsReadByItsClass();
    void findsTheRequestOfARefusedText_data();
    void findsTheRequestOfARefusedText();
};

void TestMessages::comeBackAsTheyWere_data()
{
    QTest::addColumn<Message>("message");
    QTest::newRow("update") << Message(nightlyUpdate());
    WorkflowUpdate full = nightlyUpdate();
    full.cursor = Most64;
    full.version = Most64;
    full.skipped = Most32;
    full.currentStep = Most32;
    full.totalSteps = Most32;
    QTest::newRow("update, every number at its end") << Message(full);
    WorkflowUpdate bare;
    bare.workflowId = Nightly;
    QTest::newRow("update of nothing but an id") << Message(bare);
    WorkflowUpdate unknownTotal = nightlyUpdate();
    unknownTotal.totalSteps = 0;
    QTest::newRow("update without a total") << Message(unknownTotal);
    QTest::newRow("quotes") << Message(updateSaying(u"say \"hi\" \\ / 'there'"_s));
    QTest::newRow("control characters") << Message(updateSaying(u"a\b\f\n\r\t\x01\x1b[31m\x1f\x7f\x85z"_s));
    QTest::newRow("NUL") << Message(updateSaying(QString(u"a\0b"_s)));
    QTest::newRow("other scripts") << Message(updateSaying(u"Übersetze 日本語 עברית"_s));
    QTest::newRow("beyond the BMP") << Message(updateSaying(u"\U0001F680\U0010FFFF"_s));
    QTest::newRow("line separators") << Message(updateSaying(u"\u2028\u2029\uFEFF\uFFFF"_s));
    QTest::newRow("deleted") << Message(WorkflowDeleted{Nightly, 18, 2005, Morning});
    QTest::newRow("synced") << Message(Synced{2004, true});
    QTest::newRow("synced, changes only") << Message(Synced{0, false});
    QTest::newRow("publish, all") << Message(
        Publish{7, Nightly, WorkflowStatus::Failed, 3, 10, u"out of disk"_s, Morning, u"Nightly"_s});
    Publish onlyId;
    onlyId.workflowId = Nightly;
    QTest::newRow("publish, only an id") << Message(onlyId);
    QTest::newRow("publish, empty and zero")
        << Message(Publish{0, Nightly, WorkflowStatus::Pending, 0, 0, u""_s, Timestamp{}, u""_s});
    QTest::newRow("ack") << Message(Ack{7, Nightly, 18});
    QTest::newRow("ack without request") << Message(Ack{{}, Nightly, 1});
    QTest::newRow("problem") << Message(
        Problem{7, {ErrorCode::BadRequest, u"current_step"_s, u"must not be past total_steps"_s}});
    QTest::newRow("problem of the whole") << Message(Problem{{}, {ErrorCode::Unavailable, {}, u"the disk is full"_s}});
}

void TestMessages::comeBackAsTheyWere()
{
    QFETCH(Message, message);
    const QByteArray json = encode(message);
    QVERIFY(QJsonDocument::fromJson(json).isObject()); // a reader that is not ours takes it too
    const auto decoded = decode(json);
    QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error().field + u' ' + decoded.error().detail));
    QVERIFY2(*decoded == message, json);
    QCOMPARE(encode(*decoded), json);
}

void TestMessages::theUpdateIsTheDesignsSample()
{
    const QByteArray sample = R"({"type":"update","workflow_id":"nightly-42","status":"running","current_step":3,)"
                              R"("total_steps":10,"message":"Linking","timestamp":"2026-11-23T10:15:30.123Z",)"
                              R"("version":17,"name":"Nightly build"})";
    QCOMPARE(encode(nightlyUpdate()), sample);
    QByteArray appended = "before";
    encodeTo(appended, nightlyUpdate());
    QCOMPARE(appended, "before" + sample);
}

void TestMessages::theRecordsSixFieldsAreEnough()
{
    const auto message = decode(R"({"workflow_id":"nightly-42","status":"running","current_step":3,"total_steps":10,
        "message":"Linking","timestamp":"2026-11-23T10:15:30.123456+00:00"})");
    WorkflowUpdate expected = nightlyUpdate();
    expected.name.clear();
    expected.version = 0;
    QVERIFY(message);
    QVERIFY(*message == Message(expected));
}

void TestMessages::sixFieldsStandFirst()
{
    const QJsonObject object = QJsonDocument::fromJson(encode(nightlyUpdate())).object();
    QCOMPARE(object[u"workflow_id"].toString(), u"nightly-42"_s);
    QCOMPARE(object[u"status"].toString(), u"running"_s);
    QCOMPARE(object[u"current_step"].toInt(), 3);
    QCOMPARE(object[u"total_steps"].toInt(), 10);
    QCOMPARE(object[u"message"].toString(), u"Linking"_s);
    QCOMPARE(object[u"timestamp"].toString(), u"2026-11-23T10:15:30.123Z"_s);
}

void TestMessages::optionalFieldsAreLeftOut()
{
    WorkflowUpdate bare;
    bare.workflowId = Nightly;
    const QByteArray json = encode(bare);
    QVERIFY(!json.contains("name"));
    QVERIFY(!json.contains("cursor"));
    QVERIFY(!json.contains("skipped"));
    QCOMPARE(
        encode(Publish{{}, Nightly, {}, {}, {}, {}, {}, {}}), R"({"type":"publish","workflow_id":"nightly-42"})"_ba);
    QCOMPARE(encode(Problem{{}, {ErrorCode::Internal, {}, u"x"_s}}),
        R"({"type":"problem","title":"Internal Server Error","status":500,"detail":"x"})"_ba);
}

void TestMessages::statusIsReadInAnyCase_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<WorkflowStatus>("status");
    for (WorkflowStatus status : AllWorkflowStatuses) {
        const QByteArray word(toText(status).data(), toText(status).size());
        const QByteArray capital = word.left(1).toUpper() + word.mid(1);
        for (const QByteArray &text : {word, word.toUpper(), capital}) {
            QTest::newRow(text) << text << status;
        }
    }
}

void TestMessages::statusIsReadInAnyCase()
{
    QFETCH(QByteArray, text);
    QFETCH(WorkflowStatus, status);
    QCOMPARE(publishOf(R"(,"status":")" + text + '"').status, std::optional(status));
    const QByteArray word(toText(status).data(), toText(status).size());
    QCOMPARE(word, word.toLower());
}

void TestMessages::nullCountsAsLeftOut()
{
    QVERIFY(publishOf(R"(,"request":null,"status":null,"current_step":null,"total_steps":null,"message":null,
        "timestamp":null,"name":null)")
        == (Publish{{}, Nightly, {}, {}, {}, {}, {}, {}}));
    const auto update = decode(R"({"type":null,"workflow_id":"nightly-42","status":"pending","message":null})");
    QVERIFY(update);
    QVERIFY(std::get<WorkflowUpdate>(*update).message.isEmpty());
}

void TestMessages::aPublishKeepsApartWhatIsLeftOut()
{
    const Publish publish = publishOf(R"(,"current_step":0,"message":"")");
    QCOMPARE(publish.currentStep, std::optional<quint32>(0));
    QCOMPARE(publish.message, std::optional(QString(u""_s)));
    QVERIFY(!publish.totalSteps);
    QVERIFY(!publish.status);
    QVERIFY(!publish.name);
}

void TestMessages::unknownMembersAreIgnored()
{
    const Publish publish = publishOf(R"(,"current_step":1,"eta":12.5,"tags":["a",{"b":null}],"":{},"Status":"nope")");
    QCOMPARE(publish.currentStep, std::optional<quint32>(1));
    QVERIFY(!publish.status);
}

void TestMessages::theFirstOfTwoEqualMembersCounts()
{
    QCOMPARE(publishOf(R"(,"current_step":1,"current_step":2)").currentStep, std::optional<quint32>(1));
}

void TestMessages::theLongestTextsPass()
{
    const QByteArray message(MaxMessageBytes, 'm');
    const QByteArray name = QByteArray("é").repeated(MaxNameBytes / 2);
    const Publish publish = publishOf(R"(,"message":")" + message + R"(","name":")" + name + '"');
    QCOMPARE(publish.message, std::optional(QString::fromLatin1(message)));
    QCOMPARE(publish.name, std::optional(QString::fromUtf8(name)));
    // Escapes do not count, what they stand for does.
    const QByteArray escaped = QByteArray(R"(\u0041)").repeated(MaxMessageBytes);
    QCOMPARE(publishOf(R"(,"message":")" + escaped + '"').message, std::optional(QString(MaxMessageBytes, u'A')));
}

void TestMessages::theBodyOfAPostTakesItsIdFromThePath()
{
    const auto publish = decodePublish(R"({"status":"running","current_step":3})", Nightly);
    QVERIFY(publish);
    QVERIFY(*publish == (Publish{{}, Nightly, WorkflowStatus::Running, 3, {}, {}, {}, {}}));
    QVERIFY(decodePublish("{}", Nightly));
    QVERIFY(decodePublish(R"({"workflow_id":"nightly-42"})", Nightly));
    const auto other = decodePublish(R"({"workflow_id":"nightly-43"})", Nightly);
    QVERIFY(!other);
    QCOMPARE(other.error().field, u"workflow_id"_s);
}

void TestMessages::encodesValidUtf8EvenOfBrokenText()
{
    const QString lone = u"a"_s + QChar(0xD800) + u'b' + QChar(0xDC00);
    const auto decoded = decode(encode(updateSaying(lone)));
    QVERIFY(decoded);
    QCOMPARE(std::get<WorkflowUpdate>(*decoded).message, u"a\uFFFDb\uFFFD"_s);
}

void TestMessages::problemJsonIsRfc9457()
{
    const QByteArray json = encodeProblemJson({ErrorCode::NotFound, u"workflow_id"_s, u"no such workflow"_s});
    QCOMPARE(json,
        R"({"type":"about:blank","title":"Not Found","status":404,"field":"workflow_id","detail":"no such workflow"})"_ba);
}

void TestMessages::aStatusNobodyKnowsIsReadByItsClass_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("known") << 404 << ErrorCode::NotFound;
    QTest::newRow("client's fault") << 418 << ErrorCode::BadRequest;
    QTest::newRow("server's fault") << 507 << ErrorCode::Internal;
    QTest::newRow("no failure at all") << 200 << ErrorCode::Internal;
    QTest::newRow("zero") << 0 << ErrorCode::Internal;
}

void TestMessages::aStatusNobodyKnowsIsReadByItsClass()
{
    QFETCH(int, status);
    QFETCH(ErrorCode, code);
    const auto message = decode(R"({"type":"problem","status":)" + QByteArray::number(status) + '}');
    QVERIFY(message);
    QCOMPARE(std::get<Problem>(*message).error.code, code);
    QVERIFY(!titleOf(std::get<Problem>(*message).error.code).isEmpty());
}

void TestMessages::findsTheRequestOfARefusedText_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<std::optional<quint64>>("request");
    const auto row = [](const char *name, const QByteArray &json, std::optional<quint64> request) {
        QTest::newRow(name) << json << request;
    };
    row("a field is wrong", R"({"type":"publish","request":7,"status":"nope"})", 7);
    row("a number is beyond 64 bits", R"({"request":7,"current_step":99999999999999999999999})", 7);
    row("and stands before it", R"({"current_step":99999999999999999999999,"request":7})", 7);
    row("the largest", R"({"request":18446744073709551615})", Most64);
    row("absent", R"({"type":"publish"})", {});
    row("null", R"({"request":null})", {});
    row("negative", R"({"request":-1})", {});
    row("text", R"({"request":"7"})", {});
    row("inside another", R"({"x":{"request":7}})", {});
    row("no object", R"([7])", {});
    row("empty", "", {});
    row("no JSON", "request 7", {});
}

void TestMessages::findsTheRequestOfARefusedText()
{
    QFETCH(QByteArray, json);
    QFETCH(std::optional<quint64>, request);
    QCOMPARE(requestOf(json), request);
}

QTEST_GUILESS_MAIN(TestMessages)
#include "tst_messages.moc"
