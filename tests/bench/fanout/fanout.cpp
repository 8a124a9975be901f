#include "tests/bench/fanout/fanout.h"
#include "tests/bench/fanout/failure.h"
#include "tests/bench/fanout/json.h"

#include <algorithm>

namespace Flowcast::Bench {

FanOut::FanOut(uint16_t port, const Dialect &dialect, const FanOutWork &work, const std::string &prefix,
    std::vector<uint64_t> known)
    : m_dialect(dialect), m_work(work),
      m_known(known.empty() ? std::vector<uint64_t>(size_t(work.workflows)) : std::move(known)), m_acked(m_known),
      m_updates(m_known.size()), m_client(port, *this)
{
    for (size_t i = 0; i < m_known.size(); ++i) {
        m_ids.push_back(prefix + std::to_string(i));
        m_idMembers.push_back(idMember(m_ids.back()));
    }
    for (size_t i = 0; i < size_t(work.subscribers()); ++i) {
        m_versions.push_back(m_known[workflowOf(i)]);
    }
    m_latencies.reserve(size_t(work.deliveries()));
}

double FanOut::open()
{
    const auto start = Clock::now();
    m_client.open(
        m_versions.size() + size_t(m_work.publishers),
        [this](size_t i) {
            return isPublisher(i) ? m_dialect.becomePublisher()
                                  : m_dialect.subscribe(m_ids[workflowOf(i)], m_versions[i]);
        },
        [this](std::string_view answer) { return m_dialect.greetingEnd(answer); });
    return secondsSince(start);
}

double FanOut::run()
{
    const auto start = Clock::now();
    publishFirst();
    while (int64_t(m_latencies.size()) < m_work.deliveries()) {
        m_client.turn(untilDue());
        publishDue();
    }
    return secondsSince(start);
}

Witness FanOut::runUntilBroken(int64_t deliveries, const std::function<void()> &breakServer)
{
    publishFirst();
    while (int64_t(m_latencies.size()) < deliveries) {
        m_client.turn();
    }
    m_mayBreak = true;
    breakServer();
    while (m_client.openConnections() > 0) {
        m_client.turn();
    }
    Witness witness{m_known, m_acked};
    for (size_t i = 0; i < m_versions.size(); ++i) {
        uint64_t &newest = witness.delivered[workflowOf(i)];
        newest = std::max(newest, m_versions[i]);
    }
    for (size_t i = 0; i < m_known.size(); ++i) {
        witness.underWay += m_known[i] + m_updates[i].size() - std::max(witness.delivered[i], m_acked[i]);
    }
    return witness;
}

void FanOut::publishFirst()
{
    if (m_work.pace.count() > 0) {
        m_due = Clock::now();
        publishDue();
        return;
    }
    for (int i = 0; i < m_work.underWay; ++i) {
        publishNext();
    }
    m_client.flush();
}

/// Goes out with flush(), joined with what the same publisher has to send in this turn.
void FanOut::publishNext()
{
    if (m_published == m_work.updates || m_mayBreak) {
        return;
    }
    const auto workflow = size_t(m_published % m_work.workflows);
    auto &updates = m_updates[workflow];
    updates.push_back({Clock::now(), m_work.subscribersEach});
    std::string &out = m_client.out(m_versions.size() + size_t(m_published % m_work.publishers));
    m_dialect.appendPublish(out, {m_ids[workflow], uint64_t(m_published), m_known[workflow] + updates.size()});
    ++m_published;
}

void FanOut::publishDue()
{
    while (m_work.pace.count() > 0 && m_published < m_work.updates && Clock::now() >= m_due) {
        publishNext();
        m_client.flush();
        m_due += m_work.pace;
    }
}

std::chrono::milliseconds FanOut::untilDue() const
{
    if (m_work.pace.count() == 0 || m_published == m_work.updates) {
        return std::chrono::seconds(10);
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_due - Clock::now());
    return std::max(left, std::chrono::milliseconds(0));
}

void FanOut::onInput(size_t connection, std::string_view &input)
{
    const auto now = Clock::now();
    const bool answers = isPublisher(connection);
    std::string control;
    while (const auto text = answers ? m_dialect.takeAnswer(input, control) : m_dialect.takeMessage(input, control)) {
        if (text->empty()) {
            continue;
        }
        if (answers) {
            onAnswer(*text);
        } else {
            onDelivery(connection, *text, now);
        }
    }
    if (!control.empty()) {
        m_client.out(connection) += control;
    }
}

void FanOut::onDelivery(size_t connection, std::string_view text, Clock::time_point now)
{
    const size_t workflow = workflowOf(connection);
    const uint64_t version = ++m_versions[connection];
    if (m_dialect.canBeChecked()
        && (numberAfter(text, R"("version":)") != version || !holds(text, m_idMembers[workflow]))) {
        throw Failure("not version " + std::to_string(version) + " of " + m_ids[workflow] + ": " + std::string(text));
    }
    auto &updates = m_updates[workflow];
    const uint64_t number = version - m_known[workflow];
    if (number > updates.size()) {
        throw Failure("an update came that was never published: " + std::string(text));
    }
    Update &update = updates[number - 1];
    m_latencies.push_back(std::chrono::duration<float, std::milli>(now - update.sentAt).count());
    if (--update.missing == 0 && m_work.pace.count() == 0) {
        publishNext();
    }
}

void FanOut::onAnswer(std::string_view text)
{
    if (!m_dialect.acks()) {
        return;
    }
    const auto request = numberAfter(text, R"("request":)");
    if (!holds(text, R"("type":"ack")") || !request || *request >= uint64_t(m_published)) {
        throw Failure("not an ack: " + std::string(text));
    }
    const auto workflow = size_t(*request % m_known.size());
    const uint64_t version = m_known[workflow] + *request / m_known.size() + 1;
    if (numberAfter(text, R"("version":)") != version || !holds(text, m_idMembers[workflow])) {
        throw Failure("the ack of another publish: " + std::string(text));
    }
    m_acked[workflow] = std::max(m_acked[workflow], version);
}

void FanOut::onClosed(size_t connection)
{
    if (!m_mayBreak) {
        Reader::onClosed(connection);
    }
}

std::string FanOut::progress() const
{
    return std::to_string(m_latencies.size()) + " of " + std::to_string(m_work.deliveries()) + " deliveries so far";
}

} // namespace Flowcast::Bench
