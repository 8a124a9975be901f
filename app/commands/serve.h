#pragma once

#include "app/commands/command.h"

namespace Flowcast {

/// `flowcast serve`: a server without a window, until SIGTERM or SIGINT.
int serveCommand(const QStringList &arguments, const CommandIo &io);

} // namespace Flowcast
