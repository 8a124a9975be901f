#pragma once

#include "protocol/error.h"
#include "server/serverconfig.h"

#include <QObject>

#include <memory>

namespace Flowcast {

/// A whole server, its store thread and its I/O thread. Lives in the thread of its owner (the GUI thread, or the main
/// thread of `flowcast serve`), which needs an event loop. The destructor tells every client, and waits for the end.
class ServerThread final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ServerThread)

public:
    explicit ServerThread(ServerConfig config, QObject *parent = nullptr);
    ~ServerThread() override;

Q_SIGNALS:
    void listening(const QHostAddress &host, quint16 port);
    void failed(const Flowcast::Error &error); ///< Could not open the database or the port; nothing runs.

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Flowcast
