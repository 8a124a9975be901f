#include "tests/bench/fanout/dialect.h"

namespace Flowcast::Bench {

std::optional<std::string_view> PublisherDialect::takeAnswer(std::string_view &input, std::string & /*out*/) const
{
    input = {};
    return {};
}

std::string publishText(const Publish &publish)
{
    const std::string number = std::to_string(publish.request);
    return R"({"type":"publish","request":)" + number + R"(,"workflow_id":")" + publish.id
        + R"(","status":"running","current_step":)" + number + R"(,"total_steps":1000000000,"message":"Linking"})";
}

std::string updateText(const Publish &publish)
{
    return R"({"type":"update","workflow_id":")" + publish.id + R"(","status":"running","current_step":)"
        + std::to_string(publish.request)
        + R"(,"total_steps":1000000000,"message":"Linking","timestamp":"2026-11-23T10:15:30.123Z","version":)"
        + std::to_string(publish.version) + '}';
}

} // namespace Flowcast::Bench
