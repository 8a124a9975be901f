#include "tests/bench/fanout/dialects.h"
#include "tests/bench/fanout/failure.h"
#include "tests/bench/fanout/json.h"
#include "tests/bench/fanout/websocketframes.h"

#include <cstdlib>

namespace Flowcast::Bench {

std::string FlowcastDialect::subscribe(const std::string &id, uint64_t since) const
{
    return upgradeRequest("/api/workflows/" + id + "/updates?since=" + std::to_string(since));
}

std::string FlowcastDialect::becomePublisher() const
{
    return upgradeRequest("/api/publish");
}

size_t FlowcastDialect::greetingEnd(std::string_view answer) const
{
    return upgradeAnswerEnd(answer);
}

void FlowcastDialect::appendPublish(std::string &out, const Publish &publish) const
{
    appendTextFrame(out, publishText(publish));
}

std::optional<std::string_view> FlowcastDialect::takeMessage(std::string_view &input, std::string &out) const
{
    return takeFrame(input, out);
}

std::optional<std::string_view> FlowcastDialect::takeAnswer(std::string_view &input, std::string &out) const
{
    return takeFrame(input, out);
}

bool FlowcastDialect::isFor(std::string_view answer, const Publish &publish) const
{
    return holds(answer, R"("type":"ack")") && numberAfter(answer, R"("request":)") == publish.request
        && numberAfter(answer, R"("version":)") == publish.version && holds(answer, idMember(publish.id));
}

std::string NchanDialect::subscribe(const std::string &id, uint64_t /*since*/) const
{
    return upgradeRequest("/sub/" + id);
}

size_t NchanDialect::greetingEnd(std::string_view answer) const
{
    return upgradeAnswerEnd(answer);
}

void NchanDialect::appendPublish(std::string &out, const Publish &publish) const
{
    const std::string text = updateText(publish);
    out += "POST /pub/" + publish.id + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + std::to_string(text.size())
        + "\r\n\r\n" + text;
}

std::optional<std::string_view> NchanDialect::takeMessage(std::string_view &input, std::string &out) const
{
    return takeFrame(input, out);
}

std::string NatsDialect::subscribe(const std::string &id, uint64_t /*since*/) const
{
    return "CONNECT {\"verbose\":false}\r\nSUB " + id + " 1\r\nPING\r\n";
}

std::string NatsDialect::becomePublisher() const
{
    return "CONNECT {\"verbose\":false}\r\nPING\r\n";
}

size_t NatsDialect::greetingEnd(std::string_view answer) const
{
    constexpr std::string_view pong = "PONG\r\n"; // behind the INFO with which it greets everybody
    const size_t place = answer.find(pong);
    return place == std::string_view::npos ? 0 : place + pong.size();
}

void NatsDialect::appendPublish(std::string &out, const Publish &publish) const
{
    const std::string text = updateText(publish);
    out += "PUB " + publish.id + ' ' + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

/// "MSG subject sid length", then the payload in a line of its own; other lines stand alone.
std::optional<std::string_view> NatsDialect::takeMessage(std::string_view &input, std::string &out) const
{
    const size_t end = input.find("\r\n");
    if (end == std::string_view::npos) {
        return {};
    }
    const std::string_view line = input.substr(0, end);
    size_t length = 0;
    if (line.starts_with("MSG ")) {
        length = std::strtoull(line.data() + line.rfind(' '), nullptr, 10) + 2;
        if (input.size() < end + 2 + length) {
            return {};
        }
    } else if (line.starts_with("-ERR")) {
        throw Failure("nats-server says " + std::string(line));
    } else if (line == "PING") {
        out += "PONG\r\n";
    }
    const std::string_view payload = input.substr(end + 2, length < 2 ? 0 : length - 2);
    input.remove_prefix(end + 2 + length);
    return payload;
}

} // namespace Flowcast::Bench
