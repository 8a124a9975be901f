#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace Flowcast::Bench {

struct Publish
{
    std::string id;
    uint64_t request = 0; ///< Also its current_step.
    uint64_t version = 0; ///< What the server will call it; one that gives no versions passes this one on.
};

/// How a producer speaks to one kind of server, over a connection of its own.
class PublisherDialect
{
public:
    virtual ~PublisherDialect() = default;

    [[nodiscard]] virtual std::string becomePublisher() const { return {}; } ///< Empty: just connect.
    /// See EpollClient::AnswerEnd.
    [[nodiscard]] virtual size_t greetingEnd(std::string_view answer) const = 0;
    virtual void appendPublish(std::string &out, const Publish &publish) const = 0;
    /// Takes one answer from the front of \a input, if it is complete. An empty text says nothing; what it asks for (a
    /// ping) is answered into \a out.
    [[nodiscard]] virtual std::optional<std::string_view> takeAnswer(std::string_view &input, std::string &out) const;
    /// Whether \a answer says that exactly this was stored.
    [[nodiscard]] virtual bool isFor(std::string_view /*answer*/, const Publish & /*publish*/) const { return false; }
};

/// The same with its subscribers.
class Dialect : public PublisherDialect
{
public:
    [[nodiscard]] virtual std::string subscribe(const std::string &id, uint64_t since) const = 0;
    /// Takes one message from the front of a subscriber's input, as takeAnswer() does of a publisher's.
    [[nodiscard]] virtual std::optional<std::string_view> takeMessage(
        std::string_view &input, std::string &out) const = 0;
    /// Its messages name workflow and version, and can be checked; otherwise they are only counted.
    [[nodiscard]] virtual bool canBeChecked() const { return true; }
    /// Whether every publish is answered by an ack.
    [[nodiscard]] virtual bool acks() const { return false; }
};

/// What Flowcast takes, over WebSocket and (without the first member) over HTTP.
[[nodiscard]] std::string publishText(const Publish &publish);
/// What Flowcast delivers: the load of the servers that only pass on.
[[nodiscard]] std::string updateText(const Publish &publish);

} // namespace Flowcast::Bench
