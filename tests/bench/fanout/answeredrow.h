#pragma once

#include "tests/bench/fanout/answeredpublishes.h"
#include "tests/bench/fanout/fanout.h"
#include "tests/bench/fanout/row.h"

namespace Flowcast::Bench {

/// Publishes to workflows that nobody watches, each answered once it is committed: over WebSocket and over HTTP, beside
/// raw's deliveries of one subscriber each, and beside raw's answers.
class AnsweredRow final : public Row
{
public:
    AnsweredRow(std::string name, const FanOutWork &baseline, const AnsweredWork &webSocket, const AnsweredWork &http)
        : Row(std::move(name)), m_baseline(baseline), m_webSocket(webSocket), m_http(http)
    {
    }

    void run(Setting &setting) const override;

private:
    const FanOutWork m_baseline;
    const AnsweredWork m_webSocket;
    const AnsweredWork m_http;
};

} // namespace Flowcast::Bench
