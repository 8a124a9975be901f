#pragma once

#include "protocol/workflowid.h"

#include <QUrl>

namespace Flowcast {

constexpr quint16 DefaultPort = 8001; ///< The decision record's.

/// The paths of the API. Ids need no percent-encoding.
[[nodiscard]] QString workflowsPath(); ///< /api/workflows
[[nodiscard]] QString workflowPath(const WorkflowId &id); ///< /api/workflows/{id}
[[nodiscard]] QString workflowUpdatesPath(const WorkflowId &id); ///< /api/workflows/{id}/updates
[[nodiscard]] QString allUpdatesPath(); ///< /api/updates
[[nodiscard]] QString publishPath(); ///< /api/publish

/// What a person types as a server into its base URL: ws:// or wss:// with host and port, no path. Takes ws, wss, http
/// and https URLs, HOST:PORT and HOST; the port defaults to 8001 (443 for wss). The error names the field "server".
[[nodiscard]] Result<QUrl> serverUrlFromText(const QString &text);
/// ws://127.0.0.1:8001
[[nodiscard]] QUrl defaultServerUrl();

/// A path of the API on \a server.
[[nodiscard]] QUrl endpoint(const QUrl &server, const QString &path);

} // namespace Flowcast
