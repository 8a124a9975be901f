#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace Flowcast::Bench {

using Clock = std::chrono::steady_clock;

[[nodiscard]] inline double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Many TCP connections to one server on loopback, from one thread. What they say and how the answers read is up to
/// others; this one only moves bytes, and gives up with a Failure after ten seconds of silence or a minute in all.
class EpollClient
{
public:
    /// What one piece of work does with its connections, which it knows by number.
    class Reader
    {
    public:
        virtual ~Reader() = default;
        /// Takes what is complete from the front of \a input; the rest comes again, with more behind it.
        virtual void onInput(size_t connection, std::string_view &input) = 0;
        virtual void onClosed(size_t connection);
        [[nodiscard]] virtual std::string progress() const { return {}; } ///< For the text of a Failure.
    };

    using Greeting = std::function<std::string(size_t connection)>;
    /// Where the answer to a greeting ends; 0: more of it has to come.
    using AnswerEnd = std::function<size_t(std::string_view answer)>;

    /// The reader outlives the client.
    EpollClient(uint16_t port, Reader &reader);
    ~EpollClient();
    EpollClient(const EpollClient &) = delete;
    EpollClient &operator=(const EpollClient &) = delete;

    /// Once. An empty greeting waits for no answer.
    void open(size_t count, const Greeting &greeting, const AnswerEnd &answerEnd);
    /// What goes out on that connection with the next flush(), joined.
    std::string &out(size_t connection);
    void flush();
    /// Hands over what came within \a atMost, then flushes. False: nothing came.
    bool turn(std::chrono::milliseconds atMost = std::chrono::seconds(10));
    [[nodiscard]] size_t openConnections() const { return m_open; }

private:
    struct Connection
    {
        int fd = -1;
        std::string rest; ///< Of what came, not complete yet.
        std::string out;
    };

    void connectOne(Connection &connection);
    void greet(size_t index, const std::string &greeting);
    void finishGreeting(size_t index, const AnswerEnd &answerEnd);
    void read(size_t index);
    void hand(size_t index, std::string_view input);
    void drop(size_t index);
    void requireProgress(bool somethingCame);

    const uint16_t m_port;
    Reader &m_reader;
    const int m_epoll;
    const Clock::time_point m_start = Clock::now();
    Clock::time_point m_lastInput = m_start;
    size_t m_open = 0;
    std::vector<Connection> m_connections;
    std::vector<size_t> m_haveOut;
    std::vector<char> m_bytes = std::vector<char>(256 * 1024);
};

} // namespace Flowcast::Bench
