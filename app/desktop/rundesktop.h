#pragma once

namespace Flowcast {

/// `flowcast` without a subcommand: the window, with a server in it unless one serves already. Takes the arguments of
/// main(), makes its own QApplication, so none may exist, and returns the exit code.
int runDesktop(int &argc, char **argv);

} // namespace Flowcast
