#include "tests/bench/fanout/websocketframes.h"
#include "tests/bench/fanout/failure.h"

#include <cstdint>

namespace Flowcast::Bench {

namespace {

constexpr uint8_t TextFrame = 0x81;
constexpr uint8_t CloseFrame = 0x88;
constexpr uint8_t PingFrame = 0x89;
constexpr uint8_t PongFrame = 0x8a;

void appendFrame(std::string &out, uint8_t kind, std::string_view payload)
{
    out += char(kind);
    if (payload.size() < 126) {
        out += char(0x80 | payload.size());
    } else {
        out += char(0x80 | 126);
        out += char(payload.size() >> 8);
        out += char(payload.size() & 0xff);
    }
    out.append(4, '\0'); // the mask
    out += payload;
}

} // namespace

std::string upgradeRequest(const std::string &path)
{
    return "GET " + path
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
          "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

size_t upgradeAnswerEnd(std::string_view answer)
{
    const size_t end = answer.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        return 0;
    }
    if (answer.substr(9, 3) != "101") {
        throw Failure("refused: " + std::string(answer.substr(0, answer.find('\r'))));
    }
    return end + 4;
}

void appendTextFrame(std::string &out, std::string_view text)
{
    appendFrame(out, TextFrame, text);
}

std::optional<std::string_view> takeFrame(std::string_view &input, std::string &out)
{
    if (input.size() < 2) {
        return {};
    }
    const auto byte = [&](size_t place) { return uint8_t(input[place]); };
    if (byte(1) > 126) {
        throw Failure("a frame that is masked or over 64 KiB"); // no server of ours sends one
    }
    const size_t header = byte(1) == 126 ? 4 : 2;
    if (input.size() < header) {
        return {};
    }
    const size_t length = header == 4 ? size_t(byte(2) * 256 + byte(3)) : byte(1);
    if (input.size() < header + length) {
        return {};
    }
    const uint8_t kind = byte(0);
    const std::string_view payload = input.substr(header, length);
    input.remove_prefix(header + length);
    if (kind == CloseFrame) {
        throw Failure("the server closes: " + std::string(payload.substr(std::min<size_t>(2, length))));
    }
    if (kind == PingFrame) {
        appendFrame(out, PongFrame, payload);
    }
    return kind == TextFrame ? payload : std::string_view();
}

} // namespace Flowcast::Bench
