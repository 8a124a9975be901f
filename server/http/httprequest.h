#pragma once

#include <QByteArray>

#include <vector>

namespace Flowcast {

struct HttpHeader
{
    QByteArray name;
    QByteArray value;
};

/// One request as it came over the wire: nothing in it is percent-decoded, so that no two texts can become one.
struct HttpRequest
{
    QByteArray method;
    QByteArray path; ///< Begins with a slash, or is "*".
    QByteArray query; ///< What follows the question mark.
    QByteArray host; ///< Of the target where that names one, else of the Host field.
    std::vector<HttpHeader> headers;
    QByteArray body;
    bool http11 = true; ///< False: HTTP/1.0.
    bool keepAlive = true;
    bool expectsContinue = false; ///< "Expect: 100-continue"

    /// The first value of a header field, in any case of letters; empty when there is none.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
    [[nodiscard]] int headerCount(QByteArrayView name) const;
    [[nodiscard]] bool isHead() const { return method == "HEAD"; }
};

/// Whether \a token is an element of the comma-separated \a list, in any case of letters.
[[nodiscard]] bool hasListToken(QByteArrayView list, QByteArrayView token);

} // namespace Flowcast
