#pragma once

#include "app/commands/command.h"

namespace Flowcast {

/// `flowcast list`: lists the workflows that a server knows, as a table or as JSON.
int listCommand(const QStringList &arguments, const CommandIo &io);

} // namespace Flowcast
