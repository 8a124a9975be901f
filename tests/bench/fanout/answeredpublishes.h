#pragma once

#include "tests/bench/fanout/epollclient.h"
#include "tests/bench/fanout/httpproducer.h"

namespace Flowcast::Bench {

/// Producers that wait for their answers; nobody watches the workflows.
struct AnsweredWork
{
    int workflows = 1000; ///< At least as many as can be under way.
    int connections = 4;
    int underWayEach = 8;
    int publishes = 50000;
};

/// Publishes over several connections and checks every answer: the right request, workflow and version. Each workflow
/// belongs to one connection, so that the order of its publishes is known.
class AnsweredPublishes final : EpollClient::Reader
{
public:
    /// \a versions: of the workflows now, moved on by what is published. \a isChecked: not so for the baseline, whose
    /// answers are only counted.
    AnsweredPublishes(uint16_t port, const PublisherDialect &dialect, const AnsweredWork &work,
        const std::string &prefix, std::vector<uint64_t> &versions, bool isChecked);

    [[nodiscard]] double run(); ///< In how many seconds, connecting aside.
    [[nodiscard]] std::vector<float> takeLatencies() { return std::move(m_latencies); } ///< ms, one a publish.

private:
    struct Pending
    {
        Publish publish;
        Clock::time_point sentAt;
    };
    struct Producer
    {
        size_t nextWorkflow = 0;
        std::vector<Pending> pending; ///< A handful.
    };

    void onInput(size_t connection, std::string_view &input) override;
    [[nodiscard]] std::string progress() const override;
    void publishNext(size_t connection);
    void onAnswer(Producer &producer, std::string_view answer);

    const PublisherDialect &m_dialect;
    const AnsweredWork m_work;
    const std::string m_prefix;
    std::vector<uint64_t> &m_versions;
    const bool m_isChecked;
    std::vector<Producer> m_producers;
    std::vector<float> m_latencies;
    int m_published = 0;
    EpollClient m_client;
};

} // namespace Flowcast::Bench
