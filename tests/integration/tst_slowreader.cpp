#include "protocol/closecode.h"
#include "server/broadcast/sessionqueue.h"
#include "tests/support/testpeer.h"
#include "tests/support/testserver.h"

#include <QTcpSocket>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A subscriber that shakes hands and then does not read until it is told to.
class LazyPeer
{
public:
    explicit LazyPeer(const QUrl &url)
    {
        m_socket.setReadBufferSize(1024);
        m_socket.connectToHost(url.host(), quint16(url.port()));
        QVERIFY(m_socket.waitForConnected());
        m_socket.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 262144);
        m_socket.write("GET " + url.path().toLatin1()
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
              "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: "
              "13\r\n\r\n");
        QTRY_VERIFY(m_socket.bytesAvailable() > 0);
    }

    /// Reads what has come; gives the whole messages in it.
    void read()
    {
        m_socket.setReadBufferSize(0);
        m_bytes += m_socket.readAll();
        if (!m_greeted && m_bytes.contains("\r\n\r\n")) {
            m_bytes.remove(0, m_bytes.indexOf("\r\n\r\n") + 4);
            m_greeted = true;
        }
        while (m_greeted && takeFrame()) { }
    }

    std::vector<Message> messages;

private:
    bool takeFrame()
    {
        const auto byte = [this](qsizetype i) { return qsizetype(uchar(m_bytes[i])); };
        if (m_bytes.size() < 4) {
            return false;
        }
        const bool isLong = byte(1) == 126;
        const qsizetype header = isLong ? 4 : 2;
        const qsizetype length = isLong ? byte(2) * 256 + byte(3) : byte(1);
        if (m_bytes.size() < header + length) {
            return false;
        }
        if (byte(0) == 0x81) {
            messages.push_back(decode(QByteArrayView(m_bytes).sliced(header, length)).value());
        }
        m_bytes.remove(0, header + length);
        return true;
    }

    QTcpSocket m_socket;
    QByteArray m_bytes;
    bool m_greeted = false;
};

} // namespace

/// What happens to readers that cannot keep up, and that nothing happens to the others.
class TestSlowReader final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void queueKeepsTheNewestOfEachWorkflow();
    void queueCountsWhatItSkipped();
    void queueSaysWhenWorkflowsAreTooMany();
    void oneWorkflowEndsWithTheNewestStateAndTheCount();
    void allWorkflowsCatchUpFromTheStore();

private:
    static SharedBurst burst(const char *id, quint64 version);
    static void publishMany(TestPeer &source, int count, int workflows);
};

SharedBurst TestSlowReader::burst(const char *id, quint64 version)
{
    WorkflowUpdate update;
    update.workflowId = WorkflowId::fromBytes(id).value();
    update.version = version;
    QByteArray frame;
    appendFrame(frame, update);
    auto burst = std::make_shared<Burst>();
    burst->append(std::make_shared<const StoreEvent>(update), frame);
    return burst;
}

void TestSlowReader::queueKeepsTheNewestOfEachWorkflow()
{
    SessionQueue queue;
    QCOMPARE(queue.push(burst("rare", 1), 0), SessionQueue::Push::Kept);
    for (quint64 version = 1; version <= 99; ++version) {
        QCOMPARE(queue.push(burst("busy", version), 0), SessionQueue::Push::Kept);
    }
    for (quint64 version = 100; version <= 1000; ++version) {
        QCOMPARE(queue.push(burst("busy", version), 0), SessionQueue::Push::Replaced);
    }
    QCOMPARE(queue.size(), SessionQueue::Capacity);
    const SharedBurst all = queue.takeAll();
    QCOMPARE(all->parts.size(), SessionQueue::Capacity);
    QCOMPARE(workflowIdOf(*all->parts.front().event).bytes(), "rare");
    QCOMPARE(std::get<WorkflowUpdate>(*all->parts.back().event).version, 1000u);
    QVERIFY(queue.isEmpty());
}

void TestSlowReader::queueCountsWhatItSkipped()
{
    SessionQueue queue;
    for (quint64 version = 1; version <= 150; ++version) {
        std::ignore = queue.push(burst("wf", version), 0);
    }
    const SharedBurst first = queue.takeAll();
    QCOMPARE(std::get<WorkflowUpdate>(*first->parts.front().event).version, 51u);
    QCOMPARE(first->parts.front().skipped, 50u);
    // What was counted once stays counted when it waits a second time.
    for (size_t part = 0; part < first->parts.size(); ++part) {
        QCOMPARE(queue.push(first, part), SessionQueue::Push::Kept);
    }
    std::ignore = queue.push(burst("wf", 151), 0);
    const SharedBurst second = queue.takeAll();
    QCOMPARE(second->parts.front().skipped, 51u);
    const QByteArrayView frame = second->frameOf(0);
    QCOMPARE(std::get<WorkflowUpdate>(decode(frame.sliced(frame.indexOf('{'))).value()).skipped, 51u);
}

void TestSlowReader::queueSaysWhenWorkflowsAreTooMany()
{
    SessionQueue queue;
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(queue.push(burst(QByteArray::number(i), 1), 0), SessionQueue::Push::Kept);
    }
    QCOMPARE(queue.push(burst("one-too-many", 1), 0), SessionQueue::Push::Overflow);
}

void TestSlowReader::publishMany(TestPeer &source, int count, int workflows)
{
    constexpr int Batch = 100; // in between, those who do read get the time for it
    for (int i = 0; i < count; ++i) {
        Publish publish = publishOf(("wf-" + QByteArray::number(i % workflows)).constData());
        publish.message = QString(4000, u'x');
        source.send(publish);
        if (i % Batch == Batch - 1 || i == count - 1) {
            const size_t expected = source.messages.size() + size_t(i % Batch) + 1;
            QTRY_COMPARE_WITH_TIMEOUT(source.messages.size(), expected, 30000);
        }
    }
}

void TestSlowReader::oneWorkflowEndsWithTheNewestStateAndTheCount()
{
    TestServer server;
    server.start();
    TestPeer source(endpoint(server.url(), publishPath()));
    source.waitUntilOpen();
    LazyPeer lazy(server.updatesOf("wf-0"));
    TestPeer quick(server.updatesOf("wf-0"));
    quick.waitUntilOpen();
    publishMany(source, 1, 1);
    QTRY_COMPARE(quick.messages.size(), 1u);

    publishMany(source, 5000, 1); // 20 MB: past what the kernel's buffers take
    QTRY_COMPARE(quick.messages.size(), 5001u); // the slow one delays nobody
    const auto newest = [&] {
        lazy.read();
        return lazy.messages.empty() ? 0 : std::get<WorkflowUpdate>(lazy.messages.back()).version;
    };
    QTRY_COMPARE_WITH_TIMEOUT(newest(), 5001u, 20000);
    quint64 next = 1;
    quint64 skipped = 0;
    for (const Message &message : lazy.messages) {
        const auto &update = std::get<WorkflowUpdate>(message);
        QCOMPARE(update.version, next + update.skipped); // every hole is told
        next = update.version + 1;
        skipped += update.skipped;
    }
    QVERIFY(skipped > 0);
}

void TestSlowReader::allWorkflowsCatchUpFromTheStore()
{
    TestServer server;
    server.start();
    TestPeer source(endpoint(server.url(), publishPath()));
    source.waitUntilOpen();
    LazyPeer lazy(endpoint(server.url(), allUpdatesPath()));
    QTRY_VERIFY((lazy.read(), !lazy.messages.empty())); // synced
    constexpr int Workflows = 300; // more than a session's queue holds
    publishMany(source, 6000, Workflows);

    QHash<WorkflowId, quint64> newest;
    const auto isComplete = [&] {
        lazy.read();
        for (const Message &message : lazy.messages) {
            if (const auto *update = std::get_if<WorkflowUpdate>(&message)) {
                newest[update->workflowId] = update->version;
            }
        }
        return newest.size() == Workflows && std::all_of(newest.cbegin(), newest.cend(), [=](quint64 version) {
            return version == 6000 / Workflows;
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(isComplete(), 20000);
    // Live again: the next update comes by itself.
    publishMany(source, 1, 1);
    const auto isLive = [&] {
        lazy.read();
        return std::get<WorkflowUpdate>(lazy.messages.back()).version == 6000 / Workflows + 1;
    };
    QTRY_VERIFY(isLive());
}

QTEST_GUILESS_MAIN(TestSlowReader)
#include "tst_slowreader.moc"
