#pragma once

#include "app/commands/command.h"

namespace Flowcast {

/// `flowcast watch`: shows how far workflows are, live, until they end.
int watchCommand(const QStringList &arguments, const CommandIo &io);

} // namespace Flowcast
