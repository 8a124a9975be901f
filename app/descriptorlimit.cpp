#include "app/descriptorlimit.h"

#include <sys/resource.h>

namespace Flowcast {

void raiseDescriptorLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit); // if it fails, the server lives with what it has
    }
}

} // namespace Flowcast
