#include "tests/bench/fanout/answeredpublishes.h"
#include "tests/bench/fanout/failure.h"

#include <algorithm>

namespace Flowcast::Bench {

AnsweredPublishes::AnsweredPublishes(uint16_t port, const PublisherDialect &dialect, const AnsweredWork &work,
    const std::string &prefix, std::vector<uint64_t> &versions, bool isChecked)
    : m_dialect(dialect), m_work(work), m_prefix(prefix), m_versions(versions), m_isChecked(isChecked),
      m_producers(size_t(work.connections)), m_client(port, *this)
{
    m_latencies.reserve(size_t(work.publishes));
    for (size_t i = 0; i < m_producers.size(); ++i) {
        m_producers[i].nextWorkflow = i;
    }
}

double AnsweredPublishes::run()
{
    m_client.open(
        m_producers.size(), [this](size_t) { return m_dialect.becomePublisher(); },
        [this](std::string_view answer) { return m_dialect.greetingEnd(answer); });
    const auto start = Clock::now();
    for (int i = 0; i < m_work.underWayEach; ++i) {
        for (size_t connection = 0; connection < m_producers.size(); ++connection) {
            publishNext(connection);
        }
    }
    m_client.flush();
    while (m_latencies.size() < size_t(m_work.publishes)) {
        m_client.turn();
    }
    return secondsSince(start);
}

void AnsweredPublishes::publishNext(size_t connection)
{
    if (m_published == m_work.publishes) {
        return;
    }
    Producer &producer = m_producers[connection];
    const size_t workflow = producer.nextWorkflow;
    producer.nextWorkflow += m_producers.size();
    if (producer.nextWorkflow >= size_t(m_work.workflows)) {
        producer.nextWorkflow = connection;
    }
    const Publish publish{m_prefix + std::to_string(workflow), uint64_t(m_published), ++m_versions[workflow]};
    m_dialect.appendPublish(m_client.out(connection), publish);
    producer.pending.push_back({publish, Clock::now()});
    ++m_published;
}

void AnsweredPublishes::onInput(size_t connection, std::string_view &input)
{
    std::string control;
    while (const auto answer = m_dialect.takeAnswer(input, control)) {
        if (!answer->empty()) {
            onAnswer(m_producers[connection], *answer);
            publishNext(connection);
        }
    }
    if (!control.empty()) {
        m_client.out(connection) += control;
    }
}

void AnsweredPublishes::onAnswer(Producer &producer, std::string_view answer)
{
    const auto isMeant = [&](const Pending &one) { return !m_isChecked || m_dialect.isFor(answer, one.publish); };
    const auto found = std::find_if(producer.pending.begin(), producer.pending.end(), isMeant);
    if (found == producer.pending.end()) {
        throw Failure("not the answer to any publish under way: " + std::string(answer));
    }
    m_latencies.push_back(std::chrono::duration<float, std::milli>(Clock::now() - found->sentAt).count());
    producer.pending.erase(found);
}

std::string AnsweredPublishes::progress() const
{
    return std::to_string(m_latencies.size()) + " of " + std::to_string(m_work.publishes) + " answers so far";
}

} // namespace Flowcast::Bench
