#pragma once

#include "app/commands/command.h"

namespace Flowcast {

/// `flowcast run`: runs a command unharmed and publishes how far it is. Returns the command's exit code; if a signal
/// killed it, ends this process by the same signal and does not return.
int runCommand(const QStringList &arguments, const CommandIo &io);

} // namespace Flowcast
