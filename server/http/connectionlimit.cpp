#include "server/http/connectionlimit.h"

#include "server/serverconfig.h"

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif

#include <algorithm>
#include <limits>

namespace Flowcast {

namespace {

constexpr int Reserve = 128 + MaxRefusalsUnderWay;

int openFileLimit()
{
#ifdef Q_OS_UNIX
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < rlim_t(std::numeric_limits<int>::max())) {
        return int(limit.rlim_cur);
    }
#endif
    return std::numeric_limits<int>::max();
}

} // namespace

int connectionLimit(const ServerConfig &config)
{
    if (config.maxConnections > 0) {
        return config.maxConnections;
    }
    const int files = openFileLimit();
    return std::max(files - Reserve, files / 2);
}

} // namespace Flowcast
