#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace Flowcast::Bench {

/// The number behind \a key, which holds its quotes and colon. A whole parser would cost the load more time than the
/// servers take.
[[nodiscard]] inline std::optional<uint64_t> numberAfter(std::string_view text, std::string_view key)
{
    const size_t place = text.find(key);
    if (place == std::string_view::npos) {
        return {};
    }
    return std::strtoull(text.data() + place + key.size(), nullptr, 10); // ends at the ',' or '}' behind it
}

[[nodiscard]] inline bool holds(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

/// The member that names a workflow, as the servers write it.
[[nodiscard]] inline std::string idMember(const std::string &id)
{
    return R"("workflow_id":")" + id + '"';
}

} // namespace Flowcast::Bench
