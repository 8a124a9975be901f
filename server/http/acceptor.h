#pragma once

#include <QTcpServer>

#include <functional>

namespace Flowcast {

/// A QTcpServer that hands each descriptor on at once, so that its own queue of 30 never fills. Lives in the I/O
/// thread.
class Acceptor final : public QTcpServer
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Acceptor)

public:
    using Handler = std::function<void(qintptr descriptor)>;

    explicit Acceptor(Handler handler, QObject *parent = nullptr);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void onAcceptError();

    Handler m_handler;
};

} // namespace Flowcast
