#pragma once

#include "tests/bench/fanout/dialect.h"

namespace Flowcast::Bench {

/// POST /api/workflows/{id}/updates on a connection that is kept: the answer is the whole response, head and body.
class HttpProducer final : public PublisherDialect
{
public:
    [[nodiscard]] size_t greetingEnd(std::string_view /*answer*/) const override { return 0; }
    void appendPublish(std::string &out, const Publish &publish) const override;
    [[nodiscard]] std::optional<std::string_view> takeAnswer(std::string_view &input, std::string &out) const override;
    [[nodiscard]] bool isFor(std::string_view answer, const Publish &publish) const override;
};

} // namespace Flowcast::Bench
