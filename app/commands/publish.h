#pragma once

#include "app/commands/command.h"

namespace Flowcast {

/// `flowcast publish`: publishes one update of a workflow.
int publishCommand(const QStringList &arguments, const CommandIo &io);

} // namespace Flowcast
