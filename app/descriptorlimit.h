#pragma once

namespace Flowcast {

/// Raises the soft limit of open files to the hard one: each connection of a server takes one, and the usual soft limit
/// of 1024 is there for programs that use select(). Call it before a server starts; children that a program like
/// `flowcast run` starts must not inherit it.
void raiseDescriptorLimit();

} // namespace Flowcast
