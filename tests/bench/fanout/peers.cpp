#include "tests/bench/fanout/peers.h"
#include "tests/bench/fanout/failure.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast::Bench {

namespace {

QString programOf(const char *variable, const QString &name)
{
    const QString given = qEnvironmentVariable(variable);
    // Daemons are often not in the PATH of an ordinary user.
    const QString found = QStandardPaths::findExecutable(name);
    return !given.isEmpty() ? given : !found.isEmpty() ? found : QStandardPaths::findExecutable(name, {u"/usr/sbin"_s});
}

QString nchanModule()
{
    return qEnvironmentVariable("FLOWCAST_BENCH_NCHAN_MODULE", u"/usr/lib/nginx/modules/ngx_nchan_module.so"_s);
}

/// For a server that cannot choose one by itself. Somebody else could take it before; then the start fails.
quint16 freePort()
{
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(fd, reinterpret_cast<sockaddr *>(&address), length) != 0) {
        throw Failure("there is no free port");
    }
    getsockname(fd, reinterpret_cast<sockaddr *>(&address), &length);
    close(fd);
    return ntohs(address.sin_port);
}

/// One process, everything in memory; a thousand messages a channel, so that nobody misses one.
QString nginxConfiguration(quint16 port)
{
    return uR"(load_module "%1";
daemon off;
master_process off;
worker_processes 1;
pid nginx.pid;
error_log stderr error;
events { worker_connections 16384; }
http {
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    nchan_message_buffer_length 1000;
    server {
        listen 127.0.0.1:%2 backlog=4096;
        location ~ ^/sub/(.+)$ { nchan_subscriber websocket; nchan_channel_id $1; nchan_websocket_ping_interval 0; }
        location ~ ^/pub/(.+)$ { nchan_publisher http; nchan_channel_id $1; }
    }
}
)"_s.arg(nchanModule())
        .arg(port);
}

Peer startNchan(const QString &program, const QString &directory)
{
    const quint16 port = freePort();
    const QString path = directory + u"/nginx.conf"_s;
    QFile file(path);
    if (!QDir().mkpath(directory) || !file.open(QIODevice::WriteOnly)) {
        throw Failure("cannot write nginx.conf");
    }
    file.write(nginxConfiguration(port).toUtf8());
    file.close();
    const QStringList arguments{u"-e"_s, u"stderr"_s, u"-p"_s, directory, u"-c"_s, path};
    return {u"nginx + nchan"_s, std::make_unique<ServerUnderTest>(program, arguments, port),
        std::make_unique<NchanDialect>()};
}

Peer startNats(const QString &program)
{
    const QStringList arguments{u"-a"_s, u"127.0.0.1"_s, u"-p"_s, u"-1"_s}; // any free port
    return {u"nats-server"_s, std::make_unique<ServerUnderTest>(program, arguments), std::make_unique<NatsDialect>()};
}

} // namespace

std::vector<Peer> startPeers(const QString &directory)
{
    std::vector<Peer> peers;
    const QString nginx = programOf("FLOWCAST_BENCH_NGINX", u"nginx"_s);
    if (!nginx.isEmpty() && QFile::exists(nchanModule())) {
        peers.push_back(startNchan(nginx, directory));
    } else {
        std::printf("skipped: nginx + nchan, not installed (FLOWCAST_BENCH_NGINX, FLOWCAST_BENCH_NCHAN_MODULE)\n");
    }
    const QString nats = programOf("FLOWCAST_BENCH_NATS", u"nats-server"_s);
    if (!nats.isEmpty()) {
        peers.push_back(startNats(nats));
    } else {
        std::printf("skipped: nats-server, not installed (FLOWCAST_BENCH_NATS)\n");
    }
    return peers;
}

} // namespace Flowcast::Bench
