#pragma once

#include "app/commands/command.h"

namespace Flowcast {

/// Runs the subcommand that \a arguments begin with; answers --help, help and --version itself.
int dispatch(const QStringList &arguments, const CommandIo &io);

} // namespace Flowcast
