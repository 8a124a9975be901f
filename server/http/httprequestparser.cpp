// Beast 1.74 asserts five bytes where a last chunk that is the only one has four for a moment ("0\r\n" and one more),
// which any client can send. What follows the assertion copes with them.
#define BOOST_DISABLE_ASSERTS

#include "server/http/httprequestparser.h"

#include "protocol/messages.h"
#include "server/http/requesthead.h"

#include <QLatin1StringView>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>

using namespace Qt::Literals::StringLiterals;
namespace http = boost::beast::http;

namespace Flowcast {

namespace {

using Parser = http::request_parser<http::string_body>;

QByteArray toBytes(boost::beast::string_view text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}

tl::unexpected<Error> parseFailure(boost::beast::error_code error)
{
    if (error == http::error::body_limit) {
        return failure(ErrorCode::ContentTooLarge, {}, u"the body must have at most %1 bytes"_s.arg(MaxBodyBytes));
    }
    return badField({}, u"not an HTTP request: "_s + QString::fromStdString(error.message()));
}

std::vector<HttpHeader> headersOf(const http::request<http::string_body> &message)
{
    std::vector<HttpHeader> headers;
    for (const auto &field : message) {
        headers.push_back({toBytes(field.name_string()), toBytes(field.value())});
    }
    return headers;
}

/// Takes "http://host" off an absolute-form target, which every server must accept (RFC 9112, 3.2.2).
bool splitAuthority(QByteArray &target, QByteArray &host)
{
    const qsizetype schemeEnd = target.indexOf("://");
    const QByteArray scheme = target.left(qMax(schemeEnd, 0)).toLower();
    if (scheme != "http" && scheme != "ws") {
        return false;
    }
    const QByteArray rest = target.mid(schemeEnd + 3);
    const qsizetype pathStart = rest.indexOf('/');
    host = pathStart < 0 ? rest : rest.left(pathStart);
    target = pathStart < 0 ? QByteArray("/") : rest.mid(pathStart);
    return true;
}

std::optional<Error> readTarget(QByteArray target, HttpRequest &request)
{
    const bool isAsterisk = target == "*" && request.method == "OPTIONS";
    const bool isPath = target.startsWith('/') || isAsterisk || splitAuthority(target, request.host);
    if (!isPath || target.contains('#')) {
        return Error{ErrorCode::BadRequest, {}, u"the request target must be a path"_s};
    }
    const qsizetype question = target.indexOf('?');
    request.path = question < 0 ? target : target.left(question);
    request.query = question < 0 ? QByteArray() : target.mid(question + 1);
    return std::nullopt;
}

/// What Beast lets through and RFC 9112 does not: 3.2 wants exactly one Host, 6.1 a final "chunked".
std::optional<Error> checkFraming(const HttpRequest &request)
{
    const int hosts = request.headerCount("host");
    if (hosts > 1 || (hosts == 0 && request.http11)) {
        return Error{ErrorCode::BadRequest, u"Host"_s, u"must be given once"_s};
    }
    const QByteArray encoding = request.header("transfer-encoding");
    const bool isChunked = encoding.compare("chunked", Qt::CaseInsensitive) == 0;
    if (request.headerCount("transfer-encoding") > (isChunked && request.http11 ? 1 : 0)) {
        return Error{ErrorCode::BadRequest, u"Transfer-Encoding"_s, u"only \"chunked\" is known here"_s};
    }
    return std::nullopt;
}

} // namespace

struct HttpRequestParser::Private
{
    std::optional<Parser> parser; // one a message: Beast's cannot be used again
};

HttpRequestParser::HttpRequestParser() : d(std::make_unique<Private>()) { }

HttpRequestParser::~HttpRequestParser() = default;

Result<HttpRequest> HttpRequestParser::readHead(QByteArrayView head)
{
    Parser &parser = d->parser.emplace();
    parser.header_limit(quint32(MaxHeadBytes));
    parser.body_limit(quint64(MaxBodyBytes));
    boost::beast::error_code error;
    const size_t used = parser.put({head.data(), size_t(head.size())}, error);
    if (error) {
        return parseFailure(error);
    }
    if (used != size_t(head.size())) {
        return badField({}, u"not an HTTP request: the head ends early"_s);
    }
    const auto &message = parser.get();
    HttpRequest request;
    request.method = toBytes(message.method_string());
    request.headers = headersOf(message);
    request.http11 = message.version() == 11;
    request.keepAlive = parser.keep_alive();
    request.host = request.header("host");
    request.expectsContinue
        = request.http11 && request.header("expect").compare("100-continue", Qt::CaseInsensitive) == 0;
    if (auto bad = checkFraming(request)) {
        return tl::unexpected(*std::move(bad));
    }
    if (auto bad = readTarget(toBytes(message.target()), request)) {
        return tl::unexpected(*std::move(bad));
    }
    return request;
}

bool HttpRequestParser::isComplete() const
{
    return d->parser->is_done();
}

Result<qsizetype> HttpRequestParser::readBody(QByteArrayView bytes)
{
    d->parser->eager(true);
    boost::beast::error_code error;
    const size_t used = d->parser->put({bytes.data(), size_t(bytes.size())}, error);
    if (error && error != http::error::need_more) {
        return parseFailure(error);
    }
    return qsizetype(used);
}

QByteArray HttpRequestParser::takeBody()
{
    return QByteArray::fromStdString(d->parser->get().body());
}

} // namespace Flowcast
