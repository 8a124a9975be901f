#include "tests/bench/fanout/httpproducer.h"
#include "tests/bench/fanout/failure.h"
#include "tests/bench/fanout/json.h"

namespace Flowcast::Bench {

void HttpProducer::appendPublish(std::string &out, const Publish &publish) const
{
    const std::string body = R"({"status":"running","current_step":)" + std::to_string(publish.request)
        + R"(,"total_steps":1000000000,"message":"Linking"})";
    out += "POST /api/workflows/" + publish.id
        + "/updates HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::optional<std::string_view> HttpProducer::takeAnswer(std::string_view &input, std::string & /*out*/) const
{
    const size_t headEnd = input.find("\r\n\r\n");
    if (headEnd == std::string_view::npos) {
        return {};
    }
    const auto length = numberAfter(input.substr(0, headEnd + 2), "\r\nContent-Length: ");
    if (!length) {
        throw Failure("an answer without Content-Length: " + std::string(input));
    }
    const size_t size = headEnd + 4 + size_t(*length);
    if (input.size() < size) {
        return {};
    }
    const std::string_view answer = input.substr(0, size);
    input.remove_prefix(size);
    return answer;
}

bool HttpProducer::isFor(std::string_view answer, const Publish &publish) const
{
    const std::string_view status = publish.version == 1 ? "HTTP/1.1 201 " : "HTTP/1.1 200 ";
    const std::string_view body = answer.substr(answer.find("\r\n\r\n"));
    return answer.starts_with(status) && numberAfter(body, R"("version":)") == publish.version
        && numberAfter(body, R"("current_step":)") == publish.request && holds(body, idMember(publish.id));
}

} // namespace Flowcast::Bench
