#pragma once

#include "tests/bench/fanout/dialect.h"
#include "tests/bench/fanout/epollclient.h"

namespace Flowcast::Bench {

/// Subscribers, and what is published to them.
struct FanOutWork
{
    int workflows = 1;
    int subscribersEach = 1;
    int publishers = 1; ///< Divides the workflows, so that one publisher alone gives the updates of each their order.
    int underWay = 1; ///< Updates that are published and not yet with all their subscribers.
    int updates = 1000;
    std::chrono::milliseconds pace{0}; ///< Not 0: one update in each such time instead, whatever is under way.

    [[nodiscard]] int subscribers() const { return workflows * subscribersEach; }
    [[nodiscard]] int64_t deliveries() const { return int64_t(updates) * subscribersEach; }
};

/// What the clients know when the server has died, by workflow: the newest version that anybody got.
struct Witness
{
    std::vector<uint64_t> delivered;
    std::vector<uint64_t> acked;
    size_t underWay = 0; ///< Publishes that nobody got an answer to.
};

/// Real subscribers and publishers of one server. Checks every delivery (once, in order, on the right connection) and
/// every ack (the version that this publish must get).
class FanOut final : EpollClient::Reader
{
public:
    /// Workflows are called by \a prefix and a number. \a known: their versions now; empty: all are new.
    FanOut(uint16_t port, const Dialect &dialect, const FanOutWork &work, const std::string &prefix,
        std::vector<uint64_t> known = {});

    [[nodiscard]] double open(); ///< In how many seconds.
    [[nodiscard]] double run(); ///< The same, from the first publish to the last delivery.
    /// Publishes until there have been so many deliveries, breaks the server and hears what it still has to say.
    [[nodiscard]] Witness runUntilBroken(int64_t deliveries, const std::function<void()> &breakServer);
    [[nodiscard]] std::vector<float> takeLatencies() { return std::move(m_latencies); } ///< ms, one a delivery.

private:
    struct Update
    {
        Clock::time_point sentAt;
        int missing = 0; ///< Subscribers that do not have it yet.
    };

    void onInput(size_t connection, std::string_view &input) override;
    void onClosed(size_t connection) override;
    [[nodiscard]] std::string progress() const override;

    [[nodiscard]] bool isPublisher(size_t connection) const { return connection >= m_versions.size(); }
    [[nodiscard]] size_t workflowOf(size_t subscriber) const { return subscriber % m_known.size(); }
    void publishFirst();
    void publishNext();
    void publishDue();
    void onDelivery(size_t connection, std::string_view text, Clock::time_point now);
    void onAnswer(std::string_view text);
    [[nodiscard]] std::chrono::milliseconds untilDue() const;

    const Dialect &m_dialect;
    const FanOutWork m_work;
    const std::vector<uint64_t> m_known;
    std::vector<std::string> m_ids;
    std::vector<std::string> m_idMembers;
    std::vector<uint64_t> m_versions; ///< By subscriber: of its last update.
    std::vector<uint64_t> m_acked;
    std::vector<std::vector<Update>> m_updates; ///< By workflow, then version.
    std::vector<float> m_latencies;
    int m_published = 0;
    bool m_mayBreak = false;
    Clock::time_point m_due;
    EpollClient m_client;
};

} // namespace Flowcast::Bench
