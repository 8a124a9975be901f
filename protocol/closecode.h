#pragma once

#include <QtGlobal>

#include <QLatin1StringView>

namespace Flowcast {

/// Close codes of our own (RFC 6455, 7.4.2): 4000-4499 mean reconnect, 4500-4999 mean do not.
/// 1012-1014 are never sent: a Qt client answers them with 1002.
enum class CloseCode : quint16
{
    Normal = 1000,
    GoingAway = 1001, ///< The server ends; another may take its place: reconnect.
    TooSlow = 4408, ///< The socket held more than 1 MiB for 10 s.
    WorkflowDeleted = 4410, ///< Forgotten by DELETE; a reconnect waits for its next life.
    BadMessage = 4500, ///< The client breaks the protocol again and again.
    WrongEndpoint = 4504, ///< A server is there, but not one of ours, or not this path.
};

/// Whether a client should connect again after a close with \a code. Standard codes that blame the client's own
/// frames (1002, 1003, 1007, 1009, 1010) mean no, like 4500-4999; everything else, a lost TCP connection too, means
/// yes.
[[nodiscard]] bool mayReconnect(quint16 code);

/// The reason sent with a code of ours; empty for others.
[[nodiscard]] QLatin1StringView reasonText(CloseCode code);

} // namespace Flowcast
