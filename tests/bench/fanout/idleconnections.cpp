#include "tests/bench/fanout/idleconnections.h"
#include "tests/bench/fanout/failure.h"

namespace Flowcast::Bench {

double IdleConnections::open(int count)
{
    const auto start = Clock::now();
    m_client.open(
        size_t(count), [this](size_t) { return m_dialect.subscribe("idle", 0); },
        [this](std::string_view answer) { return m_dialect.greetingEnd(answer); });
    return secondsSince(start);
}

void IdleConnections::wait(std::chrono::milliseconds time)
{
    const auto end = Clock::now() + time;
    for (auto now = Clock::now(); now < end; now = Clock::now()) {
        m_client.turn(std::chrono::ceil<std::chrono::milliseconds>(end - now));
    }
}

void IdleConnections::onInput(size_t connection, std::string_view &input)
{
    std::string control;
    while (const auto text = m_dialect.takeMessage(input, control)) {
        if (!text->empty()) {
            throw Failure("an idle connection got " + std::string(*text));
        }
    }
    if (!control.empty()) {
        m_client.out(connection) += control;
    }
}

} // namespace Flowcast::Bench
