#pragma once

#include <QByteArray>

#include <functional>

namespace Flowcast {

/// Takes the messages out of what a WebSocket client sends, as bytes: QWebSocket makes a QString of each, which would
/// be bytes again before it is parsed. Only the plain case is read here, a text message of one masked frame (RFC 6455,
/// 5.2); all other frames, control frames among them, are handed on whole, and what breaks a rule is left to QWebSocket
/// with everything behind it. Plain logic of one session.
class FrameReader
{
public:
    using Sink = std::function<void(QByteArrayView)>;

    /// \a onText gets each message, valid UTF-8 of at most \a maxBytes; \a onOther gets the rest.
    FrameReader(qsizetype maxBytes, Sink onText, Sink onOther);

    void read(QByteArrayView bytes);

private:
    struct Header;
    [[nodiscard]] static Header headerOf(QByteArrayView bytes);
    [[nodiscard]] bool isWellFormed(const Header &header) const;
    [[nodiscard]] bool takeFrame(QByteArrayView &bytes);
    [[nodiscard]] bool takeText(const Header &header, QByteArrayView frame);
    void handOn(const Header &header, QByteArrayView frame);

    const qsizetype m_maxBytes;
    const Sink m_onText;
    const Sink m_onOther;
    QByteArray m_rest; ///< The first bytes of a frame.
    bool m_isInMessage = false; ///< Of several frames; they are handed on.
    bool m_isOff = false; ///< A rule was broken.
};

} // namespace Flowcast
