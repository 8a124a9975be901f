#include "protocol/api.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

QString workflowsPath()
{
    return u"/api/workflows"_s;
}

QString workflowPath(const WorkflowId &id)
{
    return workflowsPath() + u'/' + id.toString();
}

QString workflowUpdatesPath(const WorkflowId &id)
{
    return workflowPath(id) + u"/updates"_s;
}

QString allUpdatesPath()
{
    return u"/api/updates"_s;
}

QString publishPath()
{
    return u"/api/publish"_s;
}

Result<QUrl> serverUrlFromText(const QString &text)
{
    const QString trimmed = text.trimmed();
    QUrl url(trimmed.contains("://"_L1) ? trimmed : "ws://"_L1 + trimmed, QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    const bool secure = scheme == "wss"_L1 || scheme == "https"_L1;
    if (!url.isValid() || url.host().isEmpty() || !(secure || scheme == "ws"_L1 || scheme == "http"_L1)) {
        return badField(u"server"_s, u"\"%1\" is not a server URL such as ws://127.0.0.1:8001"_s.arg(trimmed));
    }
    if ((!url.path().isEmpty() && url.path() != "/"_L1) || url.hasQuery() || url.hasFragment()
        || !url.userInfo().isEmpty() || url.port() == 0) {
        return badField(u"server"_s, u"\"%1\" must be a host and a port, nothing more"_s.arg(trimmed));
    }
    QUrl server;
    server.setScheme(secure ? u"wss"_s : u"ws"_s);
    server.setHost(url.host());
    server.setPort(url.port(secure ? 443 : DefaultPort));
    return server;
}

QUrl defaultServerUrl()
{
    return QUrl(u"ws://127.0.0.1:%1"_s.arg(DefaultPort));
}

QUrl endpoint(const QUrl &server, const QString &path)
{
    QUrl url = server;
    url.setPath(path);
    return url;
}

} // namespace Flowcast
