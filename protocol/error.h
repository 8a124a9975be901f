#pragma once

#include <QString>

#include <tl/expected.hpp>

namespace Flowcast {

/// The kinds of refusal that the protocol knows. The number is the HTTP status it is answered with (RFC 9110, 15).
enum class ErrorCode
{
    BadRequest = 400,
    Forbidden = 403,
    NotFound = 404,
    MethodNotAllowed = 405,
    RequestTimeout = 408,
    Conflict = 409,
    ContentTooLarge = 413,
    UnsupportedMediaType = 415,
    UpgradeRequired = 426,
    HeaderFieldsTooLarge = 431,
    Internal = 500,
    Unavailable = 503,
};

/// An expected failure: what kind, which field of the input, and a sentence for a person.
struct Error
{
    ErrorCode code = ErrorCode::BadRequest;
    QString field; ///< The member or parameter at fault as it is written on the wire; empty when it is the whole input.
    QString detail;
    bool operator==(const Error &) const = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> failure(ErrorCode code, QString field, QString detail)
{
    return tl::unexpected<Error>(Error{code, std::move(field), std::move(detail)});
}

[[nodiscard]] inline tl::unexpected<Error> badField(QString field, QString detail)
{
    return failure(ErrorCode::BadRequest, std::move(field), std::move(detail));
}

} // namespace Flowcast
