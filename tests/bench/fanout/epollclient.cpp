#include "tests/bench/fanout/epollclient.h"
#include "tests/bench/fanout/failure.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace Flowcast::Bench {

namespace {

constexpr std::chrono::seconds Silence{10};
constexpr std::chrono::seconds WholeTime{60};

} // namespace

void EpollClient::Reader::onClosed(size_t connection)
{
    throw Failure("connection " + std::to_string(connection) + " was closed; " + progress());
}

EpollClient::EpollClient(uint16_t port, Reader &reader) : m_port(port), m_reader(reader), m_epoll(epoll_create1(0)) { }

EpollClient::~EpollClient()
{
    for (const Connection &connection : m_connections) {
        if (connection.fd >= 0) {
            close(connection.fd);
        }
    }
    close(m_epoll);
}

void EpollClient::open(size_t count, const Greeting &greeting, const AnswerEnd &answerEnd)
{
    constexpr size_t Window = 512; // handshakes under way at the same time
    m_connections.resize(count);
    std::vector<bool> expectsAnswer(count);
    for (size_t i = 0; i < count + Window; ++i) {
        if (i < count) {
            const std::string bytes = greeting(i);
            expectsAnswer[i] = !bytes.empty();
            greet(i, bytes);
        }
        if (i >= Window && i - Window < count) {
            finishGreeting(i - Window, expectsAnswer[i - Window] ? answerEnd : AnswerEnd());
        }
    }
}

void EpollClient::connectOne(Connection &connection)
{
    connection.fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(m_port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const timeval patience{Silence.count(), 0};
    setsockopt(connection.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(connection.fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(connection.fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
        throw Failure("cannot connect");
    }
    ++m_open;
}

void EpollClient::greet(size_t index, const std::string &greeting)
{
    connectOne(m_connections[index]);
    if (::send(m_connections[index].fd, greeting.data(), greeting.size(), MSG_NOSIGNAL) != ssize_t(greeting.size())) {
        throw Failure("cannot send the handshake");
    }
}

void EpollClient::finishGreeting(size_t index, const AnswerEnd &answerEnd)
{
    requireProgress(true);
    const int fd = m_connections[index].fd;
    std::string answer;
    std::array<char, 4096> bytes;
    size_t end = 0;
    while (answerEnd && (end = answerEnd(answer)) == 0) {
        const ssize_t count = recv(fd, bytes.data(), bytes.size(), 0);
        if (count <= 0) {
            throw Failure("the handshake was not answered; " + m_reader.progress());
        }
        answer.append(bytes.data(), size_t(count));
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = index;
    epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd, &event);
    if (answer.size() > end) {
        hand(index, std::string_view(answer).substr(end));
    }
}

std::string &EpollClient::out(size_t connection)
{
    std::string &out = m_connections[connection].out;
    if (out.empty()) {
        m_haveOut.push_back(connection);
    }
    return out;
}

void EpollClient::flush()
{
    for (const size_t index : m_haveOut) {
        Connection &connection = m_connections[index];
        // What cannot be sent shows on reading: a closed connection, or silence.
        (void)!::send(connection.fd, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
        connection.out.clear();
    }
    m_haveOut.clear();
}

bool EpollClient::turn(std::chrono::milliseconds atMost)
{
    std::array<epoll_event, 512> events;
    const int wait = int(std::min<std::chrono::milliseconds>(atMost, Silence).count());
    const int count = epoll_wait(m_epoll, events.data(), int(events.size()), wait);
    // Less than 0: a signal, which may as well be about a server that has ended.
    requireProgress(count > 0);
    for (int i = 0; i < count; ++i) {
        read(events[size_t(i)].data.u64);
    }
    flush();
    return count > 0;
}

void EpollClient::requireProgress(bool somethingCame)
{
    if (isInterrupted) {
        throw Failure("ended by signal " + std::to_string(isInterrupted));
    }
    const auto now = Clock::now();
    if (somethingCame) {
        m_lastInput = now;
    } else if (now - m_lastInput >= Silence) {
        throw Failure("nothing came for ten seconds; " + m_reader.progress());
    }
    if (now - m_start > WholeTime) {
        throw Failure("not done within a minute; " + m_reader.progress());
    }
}

void EpollClient::read(size_t index)
{
    Connection &connection = m_connections[index];
    const ssize_t count = recv(connection.fd, m_bytes.data(), m_bytes.size(), MSG_DONTWAIT);
    if (count > 0) {
        hand(index, std::string_view(m_bytes.data(), size_t(count)));
    } else if (count == 0 || errno != EAGAIN) {
        drop(index);
        m_reader.onClosed(index);
    }
}

void EpollClient::hand(size_t index, std::string_view input)
{
    std::string &rest = m_connections[index].rest;
    if (!rest.empty()) {
        rest.append(input);
        input = rest;
    }
    m_reader.onInput(index, input);
    std::string left(input); // a view into rest, or into what was received
    rest.swap(left);
}

void EpollClient::drop(size_t index)
{
    close(m_connections[index].fd); // which takes it out of the epoll set too
    m_connections[index].fd = -1;
    --m_open;
}

} // namespace Flowcast::Bench
