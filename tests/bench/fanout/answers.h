#pragma once

#include "tests/bench/fanout/dialect.h"

namespace Flowcast::Bench {

/// How a producer publishes and hears that it is committed.
class AnsweredDialect
{
public:
    virtual ~AnsweredDialect() = default;
    [[nodiscard]] virtual std::string greeting() const = 0; ///< Empty: just connect.
    [[nodiscard]] virtual size_t greetingEnd(std::string_view answer) const = 0;
    virtual void appendPublish(std::string &out, const Publish &publish) const = 0;
    /// Takes one answer from the front of \a input, if it is complete. Empty: a message that is none.
    [[nodiscard]] virtual std::optional<std::string_view> takeAnswer(
        std::string_view &input, std::string &out) const = 0;
    /// Whether \a answer says that exactly this was stored.
    [[nodiscard]] virtual bool isFor(std::string_view answer, const Publish &publish) const = 0;
};

/// /api/publish: an ack for each.
class WebSocketProducer final : public AnsweredDialect
{
public:
    [[nodiscard]] std::string greeting() const override;
    [[nodiscard]] size_t greetingEnd(std::string_view answer) const override;
    void appendPublish(std::string &out, const Publish &publish) const override;
    [[nodiscard]] std::optional<std::string_view> takeAnswer(std::string_view &input, std::string &out) const override;
    [[nodiscard]] bool isFor(std::string_view answer, const Publish &publish) const override;
};

/// POST /api/workflows/{id}/updates on a connection that is kept: the answer is the whole response, head and body.
class HttpProducer final : public AnsweredDialect
{
public:
    [[nodiscard]] std::string greeting() const override { return {}; }
    [[nodiscard]] size_t greetingEnd(std::string_view /*answer*/) const override { return 0; }
    void appendPublish(std::string &out, const Publish &publish) const override;
    [[nodiscard]] std::optional<std::string_view> takeAnswer(std::string_view &input, std::string &out) const override;
    [[nodiscard]] bool isFor(std::string_view answer, const Publish &publish) const override;
};

} // namespace Flowcast::Bench
