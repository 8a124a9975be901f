#include "protocol/messages.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray protocolPage()
{
    QFile file(QStringLiteral(FLOWCAST_SOURCE_DIR "/docs/protocol.md"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The samples that open with ```\a kind, as they stand.
QList<QByteArray> samples(const QString &kind)
{
    const QRegularExpression fence(u"^```%1\\n(.*?)^```$"_s.arg(kind),
        QRegularExpression::MultilineOption | QRegularExpression::DotMatchesEverythingOption);
    QList<QByteArray> found;
    auto matches = fence.globalMatch(QString::fromUtf8(protocolPage()));
    while (matches.hasNext()) {
        found += matches.next().captured(1).toUtf8();
    }
    return found;
}

QJsonObject objectOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

/// Keeps docs/protocol.md true.
class TestProtocolDoc final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySampleDecodes_data();
    void everySampleDecodes();
    void everyMessageHasASample();
    void thePostBodyIsTaken();
    void theProblemIsWhatTheServerWrites();
};

void TestProtocolDoc::everySampleDecodes_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const QByteArray &json : samples(u"json"_s)) {
        QTest::newRow(json.left(60)) << json;
    }
}

void TestProtocolDoc::everySampleDecodes()
{
    QFETCH(QByteArray, json);
    const auto message = decode(json);
    QVERIFY2(message, message ? "" : qPrintable(message.error().field + u' ' + message.error().detail));
    if (objectOf(json).contains(u"type")) { // the others are other people's way of writing
        QCOMPARE(objectOf(encode(*message)), objectOf(json));
    }
}

void TestProtocolDoc::everyMessageHasASample()
{
    QSet<size_t> kinds;
    for (const QByteArray &json : samples(u"json"_s)) {
        const auto message = decode(json);
        QVERIFY(message);
        kinds += message->index();
    }
    QCOMPARE(kinds.size(), qsizetype(std::variant_size_v<Message>));
}

void TestProtocolDoc::thePostBodyIsTaken()
{
    const QList<QByteArray> bodies = samples(u"json body"_s);
    QCOMPARE(bodies.size(), 1);
    const auto publish = decodePublish(bodies.first(), WorkflowId::fromTrusted("nightly-42"));
    QVERIFY(publish);
    QCOMPARE(publish->currentStep, std::optional<quint32>(4));
}

void TestProtocolDoc::theProblemIsWhatTheServerWrites()
{
    const QList<QByteArray> problems = samples(u"json problem"_s);
    QCOMPARE(problems.size(), 1);
    const auto refused = decodePublish(R"({"status":"nope"})", WorkflowId::fromTrusted("nightly-42"));
    QVERIFY(!refused);
    QCOMPARE(objectOf(encodeProblemJson(refused.error())), objectOf(problems.first()));
}

QTEST_GUILESS_MAIN(TestProtocolDoc)
#include "tst_protocoldoc.moc"
