#pragma once

#include "tests/bench/fanout/dialect.h"

namespace Flowcast::Bench {

/// Flowcast's own protocol, docs/protocol.md.
class FlowcastDialect : public Dialect
{
public:
    [[nodiscard]] std::string subscribe(const std::string &id, uint64_t since) const override;
    [[nodiscard]] std::string becomePublisher() const override;
    [[nodiscard]] size_t greetingEnd(std::string_view answer) const override;
    void appendPublish(std::string &out, const Publish &publish) const override;
    [[nodiscard]] std::optional<std::string_view> takeMessage(std::string_view &input, std::string &out) const override;
    [[nodiscard]] std::optional<std::string_view> takeAnswer(std::string_view &input, std::string &out) const override;
    [[nodiscard]] bool isFor(std::string_view answer, const Publish &publish) const override;
    [[nodiscard]] bool acks() const override { return true; }
};

/// rawserver.cpp: asked like Flowcast, but every delivery is the same finished frame.
class RawDialect final : public FlowcastDialect
{
public:
    [[nodiscard]] bool canBeChecked() const override { return false; }
    [[nodiscard]] bool acks() const override { return false; }
};

/// nginx with nchan: subscribers over WebSocket, publishers over HTTP, requests one behind the other.
class NchanDialect final : public Dialect
{
public:
    [[nodiscard]] std::string subscribe(const std::string &id, uint64_t since) const override;
    [[nodiscard]] size_t greetingEnd(std::string_view answer) const override;
    void appendPublish(std::string &out, const Publish &publish) const override;
    [[nodiscard]] std::optional<std::string_view> takeMessage(std::string_view &input, std::string &out) const override;
};

/// nats-server, over its own text protocol on plain TCP, which spares it the WebSocket frames.
class NatsDialect final : public Dialect
{
public:
    [[nodiscard]] std::string subscribe(const std::string &id, uint64_t since) const override;
    [[nodiscard]] std::string becomePublisher() const override;
    [[nodiscard]] size_t greetingEnd(std::string_view answer) const override;
    void appendPublish(std::string &out, const Publish &publish) const override;
    [[nodiscard]] std::optional<std::string_view> takeMessage(std::string_view &input, std::string &out) const override;
};

} // namespace Flowcast::Bench
