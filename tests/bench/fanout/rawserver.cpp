// The baseline of bench_fanout: a bare single-threaded epoll loop that writes one pre-encoded frame to each subscriber
// with one send(). No database, no queues, no checks: what the system calls alone allow. Speaks just enough WebSocket
// for the load client: /api/publish is a producer, any other GET subscribes. What nobody watches is answered, over
// WebSocket and HTTP, by the same frame.
//
//     fanout_raw_server       says "listening on 127.0.0.1:PORT" on standard error; ends with its standard input

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

struct Peer
{
    bool isOpen = false;
    bool isProducer = false;
    std::string input;
};

class RawServer
{
public:
    RawServer() : m_epoll(epoll_create1(0)), m_listener(listenOnLoopback())
    {
        watch(m_listener);
        watch(STDIN_FILENO);
        // A text frame of 177 bytes, as an update of Flowcast usually is.
        const std::string text(173, 'x');
        m_frame = std::string("\x81\x7e\x00\xad", 4) + text;
        m_httpAnswer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 173\r\n\r\n" + text;
    }

    void run()
    {
        std::array<epoll_event, 1024> events{};
        for (;;) {
            const int count = epoll_wait(m_epoll, events.data(), int(events.size()), -1);
            for (int i = 0; i < count; ++i) {
                const int fd = events[size_t(i)].data.fd;
                if (fd == STDIN_FILENO) {
                    return;
                }
                if (fd == m_listener) {
                    accept();
                } else {
                    read(fd);
                }
            }
        }
    }

private:
    static int listenOnLoopback()
    {
        const int fd = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        if (bind(fd, reinterpret_cast<sockaddr *>(&address), length) != 0 || listen(fd, 4096) != 0) {
            std::perror("fanout_raw_server");
            std::exit(1);
        }
        getsockname(fd, reinterpret_cast<sockaddr *>(&address), &length);
        std::fprintf(stderr, "listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
        return fd;
    }

    void watch(int fd) const
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = fd;
        epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd, &event);
    }

    void accept()
    {
        const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK);
        if (fd < 0) {
            return;
        }
        const int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (m_peers.size() <= size_t(fd)) {
            m_peers.resize(size_t(fd) + 1);
        }
        m_peers[size_t(fd)] = {};
        watch(fd);
    }

    void read(int fd)
    {
        std::array<char, 65536> bytes;
        const ssize_t count = recv(fd, bytes.data(), bytes.size(), 0);
        if (count <= 0) {
            forget(fd);
            return;
        }
        Peer &peer = m_peers[size_t(fd)];
        peer.input.append(bytes.data(), size_t(count));
        if (peer.isProducer) {
            takeFrames(fd, peer);
        } else if (peer.input.starts_with("POST ")) {
            takePost(fd, peer);
        } else if (!peer.isOpen) {
            shakeHands(fd, peer);
        }
    }

    /// One at a time: the load client waits for the answer.
    void takePost(int fd, Peer &peer) const
    {
        constexpr std::string_view key = "Content-Length: ";
        const size_t head = peer.input.find("\r\n\r\n");
        const size_t length = peer.input.find(key);
        if (head == std::string::npos || length > head
            || peer.input.size() < head + 4 + std::strtoull(peer.input.data() + length + key.size(), nullptr, 10)) {
            return;
        }
        peer.input.clear();
        ::send(fd, m_httpAnswer.data(), m_httpAnswer.size(), MSG_NOSIGNAL);
    }

    void shakeHands(int fd, Peer &peer)
    {
        if (peer.input.find("\r\n\r\n") == std::string::npos) {
            return;
        }
        const std::string path = peer.input.substr(4, peer.input.find(' ', 4) - 4);
        peer.isOpen = true;
        peer.isProducer = path == "/api/publish";
        peer.input.clear();
        if (!peer.isProducer) {
            const size_t start = std::string_view("/api/workflows/").size();
            m_subscribers[path.substr(start, path.find('/', start) - start)].push_back(fd);
        }
        constexpr std::string_view answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                            "Connection: Upgrade\r\nSec-WebSocket-Accept: none\r\n\r\n";
        ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
    }

    void takeFrames(int fd, Peer &peer)
    {
        // Masked with zeros by the load client: header 2 or 4, mask 4, then the text as it is.
        std::string_view rest = peer.input;
        while (rest.size() >= 8) {
            const bool isLong = (rest[1] & 0x7f) == 126;
            const size_t length = isLong ? size_t(uint8_t(rest[2]) * 256 + uint8_t(rest[3])) : size_t(rest[1] & 0x7f);
            const size_t header = isLong ? 8 : 6;
            if (rest.size() < header + length) {
                break;
            }
            broadcast(fd, rest.substr(header, length));
            rest.remove_prefix(header + length);
        }
        peer.input.erase(0, peer.input.size() - rest.size());
    }

    void broadcast(int producer, std::string_view publish)
    {
        constexpr std::string_view key = R"("workflow_id":")";
        const size_t start = publish.find(key) + key.size();
        const auto found = m_subscribers.find(std::string(publish.substr(start, publish.find('"', start) - start)));
        if (found == m_subscribers.end()) {
            ::send(producer, m_frame.data(), m_frame.size(), MSG_NOSIGNAL);
            return;
        }
        for (const int fd : found->second) {
            ::send(fd, m_frame.data(), m_frame.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        }
    }

    void forget(int fd)
    {
        close(fd);
        for (auto it = m_subscribers.begin(); it != m_subscribers.end();) {
            std::erase(it->second, fd);
            it = it->second.empty() ? m_subscribers.erase(it) : std::next(it);
        }
    }

    int m_epoll;
    int m_listener;
    std::string m_frame;
    std::string m_httpAnswer;
    std::vector<Peer> m_peers; // by descriptor
    std::unordered_map<std::string, std::vector<int>> m_subscribers;
};

} // namespace

int main()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    RawServer().run();
    return 0;
}
