#include "tests/bench/fanout/watching.h"
#include "tests/bench/fanout/epollclient.h"
#include "tests/bench/fanout/failure.h"
#include "tests/bench/fanout/httpproducer.h"
#include "tests/bench/fanout/json.h"
#include "tests/bench/fanout/websocketframes.h"

#include <unordered_set>

namespace Flowcast::Bench {

namespace {

double millisecondsSince(Clock::time_point start)
{
    return secondsSince(start) * 1000;
}

/// Asks for the list and waits for its answer.
class ListReader final : EpollClient::Reader
{
public:
    explicit ListReader(uint16_t port) : m_client(port, *this) { }

    double run()
    {
        m_client.open(1, [](size_t) { return std::string(); }, {});
        m_client.out(0) = "GET /api/workflows HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        m_client.flush();
        while (!m_isDone) {
            m_client.turn();
        }
        return m_firstByte;
    }

private:
    void onInput(size_t /*connection*/, std::string_view &input) override
    {
        if (m_firstByte == 0) {
            m_firstByte = millisecondsSince(m_start);
        }
        std::string unused;
        const auto answer = HttpProducer().takeAnswer(input, unused);
        if (answer && (!answer->starts_with("HTTP/1.1 200 ") || !holds(*answer, R"("workflows":[)"))) {
            throw Failure("not a list: " + std::string(answer->substr(0, 500)));
        }
        m_isDone = answer.has_value();
    }

    const Clock::time_point m_start = Clock::now();
    double m_firstByte = 0;
    bool m_isDone = false;
    EpollClient m_client;
};

class AllReader final : EpollClient::Reader
{
public:
    explicit AllReader(uint16_t port) : m_client(port, *this) { }

    SubscriptionTimes run(size_t workflows)
    {
        m_client.open(
            1, [](size_t) { return upgradeRequest("/api/updates"); }, upgradeAnswerEnd);
        while (m_times.synced == 0) {
            m_client.turn();
        }
        if (m_seen.size() != workflows) {
            throw Failure(progress() + " instead of " + std::to_string(workflows));
        }
        return m_times;
    }

private:
    void onInput(size_t /*connection*/, std::string_view &input) override
    {
        std::string unused; // no ping comes so early
        while (const auto text = takeFrame(input, unused)) {
            if (m_times.firstFrame == 0) {
                m_times.firstFrame = millisecondsSince(m_start);
            }
            takeText(*text);
        }
    }

    void takeText(std::string_view text)
    {
        if (holds(text, R"("type":"synced")")) {
            m_times.synced = millisecondsSince(m_start);
            return;
        }
        constexpr std::string_view key = R"("workflow_id":")";
        const size_t start = text.find(key) + key.size();
        if (!holds(text, R"("type":"update")")
            || !m_seen.insert(std::string(text.substr(start, text.find('"', start) - start))).second) {
            throw Failure("not the first state of a workflow: " + std::string(text));
        }
    }

    [[nodiscard]] std::string progress() const override { return std::to_string(m_seen.size()) + " states"; }

    const Clock::time_point m_start = Clock::now();
    SubscriptionTimes m_times;
    std::unordered_set<std::string> m_seen;
    EpollClient m_client;
};

} // namespace

double firstByteOfList(uint16_t port)
{
    return ListReader(port).run();
}

SubscriptionTimes subscribeToAll(uint16_t port, int workflows)
{
    return AllReader(port).run(size_t(workflows));
}

} // namespace Flowcast::Bench
