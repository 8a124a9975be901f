#include "tests/bench/fanout/loadclient.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace Flowcast::Bench {

namespace {

using Clock = std::chrono::steady_clock;

/// One socket, with what has come of a frame that is not complete.
struct Connection
{
    int fd = -1;
    int workflow = -1; ///< -1: a publisher.
    uint64_t version = 0; ///< Of the last update.
    std::string rest;
};

/// An update on its way.
struct Update
{
    Clock::time_point sentAt;
    int missing = 0; ///< Subscribers that do not have it yet.
};

class Load
{
public:
    Load(uint16_t port, const Work &work, std::string prefix, bool checksVersions)
        : m_port(port), m_work(work), m_prefix(std::move(prefix)), m_checksVersions(checksVersions),
          m_epoll(epoll_create1(0)), m_updates(size_t(work.workflows))
    {
    }

    ~Load()
    {
        for (const Connection &connection : m_connections) {
            close(connection.fd);
        }
        close(m_epoll);
    }

    Outcome run()
    {
        const auto start = Clock::now();
        open();
        m_outcome.openSeconds = std::chrono::duration<double>(Clock::now() - start).count();
        m_outcome.latencies.reserve(size_t(m_work.deliveries()));
        const auto firstPublish = Clock::now();
        for (int i = 0; i < m_work.underWay; ++i) {
            publishNext();
        }
        flush();
        while (m_outcome.error.empty() && int64_t(m_outcome.latencies.size()) < m_work.deliveries()) {
            turn();
        }
        m_outcome.seconds = std::chrono::duration<double>(Clock::now() - firstPublish).count();
        return std::move(m_outcome);
    }

private:
    void open()
    {
        constexpr size_t Window = 512; // handshakes under way at the same time
        const size_t count = size_t(m_work.connections() + m_work.publishers);
        m_connections.resize(count);
        for (size_t i = 0; i < count; ++i) {
            openOne(i);
            if (i >= Window) {
                finishHandshake(i - Window);
            }
        }
        for (size_t i = count > Window ? count - Window : 0; i < count; ++i) {
            finishHandshake(i);
        }
    }

    void openOne(size_t index)
    {
        Connection &connection = m_connections[index];
        connection.workflow = int(index) < m_work.connections() ? int(index) % m_work.workflows : -1;
        connection.fd = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(connection.fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
            fail("cannot connect");
            return;
        }
        const std::string path = connection.workflow < 0
            ? "/api/publish"
            : "/api/workflows/" + id(connection.workflow) + "/updates?since=0";
        const std::string request = "GET " + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
              "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        (void)!::send(connection.fd, request.data(), request.size(), MSG_NOSIGNAL);
    }

    void finishHandshake(size_t index)
    {
        Connection &connection = m_connections[index];
        std::string answer;
        std::array<char, 1024> bytes;
        while (answer.find("\r\n\r\n") == std::string::npos) {
            const ssize_t count = recv(connection.fd, bytes.data(), bytes.size(), 0);
            if (count <= 0) {
                fail("the handshake failed");
                return;
            }
            answer.append(bytes.data(), size_t(count));
        }
        if (answer.compare(9, 3, "101") != 0) {
            fail("refused: " + answer.substr(0, answer.find('\r')));
        }
        connection.rest = answer.substr(answer.find("\r\n\r\n") + 4);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = index;
        epoll_ctl(m_epoll, EPOLL_CTL_ADD, connection.fd, &event);
    }

    [[nodiscard]] std::string id(int workflow) const { return m_prefix + std::to_string(workflow); }

    /// Goes out with flush(), joined with what the same publisher has to send in this turn.
    void publishNext()
    {
        if (m_published == m_work.updates) {
            return;
        }
        const int workflow = m_published % m_work.workflows;
        const std::string text = R"({"type":"publish","workflow_id":")" + id(workflow)
            + R"(","status":"running","current_step":)" + std::to_string(m_published)
            + R"(,"total_steps":1000000000,"message":"Linking"})";
        std::string &out = m_out[size_t(m_published % m_work.publishers)];
        out += '\x81';
        if (text.size() < 126) {
            out += char(0x80 | text.size());
        } else {
            out += char(0x80 | 126);
            out += char(text.size() >> 8);
            out += char(text.size() & 0xff);
        }
        out.append(4, '\0'); // the mask
        out += text;
        m_updates[size_t(workflow)].push_back({Clock::now(), m_work.subscribersEach});
        ++m_published;
    }

    void flush()
    {
        for (size_t i = 0; i < m_out.size(); ++i) {
            if (!m_out[i].empty()) {
                const int fd = m_connections[size_t(m_work.connections()) + i].fd;
                if (::send(fd, m_out[i].data(), m_out[i].size(), MSG_NOSIGNAL) != ssize_t(m_out[i].size())) {
                    fail("cannot publish");
                }
                m_out[i].clear();
            }
        }
    }

    void turn()
    {
        std::array<epoll_event, 512> events{};
        const int count = epoll_wait(m_epoll, events.data(), int(events.size()), 10000);
        if (count <= 0) {
            fail("nothing came for ten seconds; deliveries so far: " + std::to_string(m_outcome.latencies.size()));
        }
        for (int i = 0; i < count; ++i) {
            read(m_connections[events[size_t(i)].data.u64]);
        }
        flush();
    }

    void read(Connection &connection)
    {
        static std::array<char, 262144> bytes;
        const ssize_t count = recv(connection.fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (count <= 0) {
            fail("a connection was closed");
            return;
        }
        const auto now = Clock::now();
        std::string_view input(bytes.data(), size_t(count));
        if (!connection.rest.empty()) {
            connection.rest.append(input);
            input = connection.rest;
        }
        while (takeFrame(connection, input, now)) { }
        std::string rest(input);
        connection.rest.swap(rest);
    }

    bool takeFrame(Connection &connection, std::string_view &input, Clock::time_point now)
    {
        if (input.size() < 4) {
            return false;
        }
        const bool isLong = input[1] == 126;
        const size_t header = isLong ? 4 : 2;
        const size_t length = isLong ? size_t(uint8_t(input[2]) * 256 + uint8_t(input[3])) : size_t(input[1]);
        if (input.size() < header + length) {
            return false;
        }
        if (connection.workflow >= 0 && uint8_t(input[0]) == 0x81) {
            onDelivery(connection, input.substr(header, length), now);
        }
        input.remove_prefix(header + length);
        return true;
    }

    void onDelivery(Connection &connection, std::string_view text, Clock::time_point now)
    {
        ++connection.version;
        if (m_checksVersions && !isExpected(connection, text)) {
            fail("not version " + std::to_string(connection.version) + ": " + std::string(text));
            return;
        }
        auto &updates = m_updates[size_t(connection.workflow)];
        if (connection.version > updates.size()) {
            fail("an update came that was never published");
            return;
        }
        Update &update = updates[size_t(connection.version) - 1];
        m_outcome.latencies.push_back(std::chrono::duration<float, std::milli>(now - update.sentAt).count());
        if (--update.missing == 0) {
            publishNext();
        }
    }

    [[nodiscard]] bool isExpected(const Connection &connection, std::string_view text) const
    {
        constexpr std::string_view key = "\"version\":";
        const size_t place = text.find(key);
        return place != std::string_view::npos
            && std::strtoull(text.data() + place + key.size(), nullptr, 10) == connection.version
            && text.find('"' + id(connection.workflow) + '"') != std::string_view::npos;
    }

    void fail(std::string why)
    {
        if (m_outcome.error.empty()) {
            m_outcome.error = std::move(why);
        }
    }

    const uint16_t m_port;
    const Work m_work;
    const std::string m_prefix;
    const bool m_checksVersions;
    int m_epoll;
    std::vector<Connection> m_connections; // subscribers, then publishers
    std::vector<std::vector<Update>> m_updates; // by workflow, then version
    std::vector<std::string> m_out{size_t(m_work.publishers)};
    int m_published = 0;
    Outcome m_outcome;
};

} // namespace

Outcome runLoad(uint16_t port, const Work &work, const std::string &prefix, bool checksVersions)
{
    return Load(port, work, prefix, checksVersions).run();
}

} // namespace Flowcast::Bench
