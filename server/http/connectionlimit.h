#pragma once

namespace Flowcast {

struct ServerConfig;

/// How many connections a server takes: what \a config says, or what this process's limit of open files (the soft
/// RLIMIT_NOFILE, now) leaves after a reserve for the database, refusals and the rest of the program.
[[nodiscard]] int connectionLimit(const ServerConfig &config);

/// Connections over the limit that may be told so at the same time; past it they are just closed.
constexpr int MaxRefusalsUnderWay = 32;

} // namespace Flowcast
