#pragma once

#include "tests/bench/fanout/peers.h"

#include <QString>

namespace Flowcast::Bench {

/// What all rows share. The servers live through all of them, so that a row also shows what the ones before left
/// behind.
struct Setting
{
    int rounds = 3;
    QString directory; ///< Scratch space on a real disk.
    std::unique_ptr<ServerUnderTest> raw;
    std::unique_ptr<ServerUnderTest> flowcast;
    std::vector<Peer> peers;
    qint64 published = 0; ///< To the shared Flowcast, so far.
    int prefixes = 0;

    /// For ids that nobody has used yet.
    [[nodiscard]] std::string nextPrefix() { return 'b' + std::to_string(prefixes++) + '-'; }
};

/// One block of the table: measures in rounds, the servers in turn, and prints.
class Row
{
public:
    explicit Row(std::string name) : m_name(std::move(name)) { }
    virtual ~Row() = default;
    [[nodiscard]] const std::string &name() const { return m_name; }
    virtual void run(Setting &setting) const = 0;

private:
    const std::string m_name;
};

} // namespace Flowcast::Bench
