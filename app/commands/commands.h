#pragma once

#include "app/commands/command.h"

namespace Flowcast {

int listCommand(const QStringList &arguments, const CommandIo &io);
int publishCommand(const QStringList &arguments, const CommandIo &io);
int serveCommand(const QStringList &arguments, const CommandIo &io);
int watchCommand(const QStringList &arguments, const CommandIo &io);

} // namespace Flowcast
