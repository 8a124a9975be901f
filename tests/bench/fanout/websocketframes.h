#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace Flowcast::Bench {

/// The request that opens a WebSocket.
[[nodiscard]] std::string upgradeRequest(const std::string &path);

/// Where the answer to it ends, 0 while it is not complete. A refusal is a Failure.
[[nodiscard]] size_t upgradeAnswerEnd(std::string_view answer);

/// A text frame, masked with zeros.
void appendTextFrame(std::string &out, std::string_view text);

/// Takes one frame from the front of \a input, if it is complete: the text of a text frame, nothing of another kind. A
/// ping is answered into \a out.
[[nodiscard]] std::optional<std::string_view> takeFrame(std::string_view &input, std::string &out);

} // namespace Flowcast::Bench
