// What the program does for, and with, other machines without a run.
#pragma once

#include <ostream>

#include "runner/options.h"

namespace wfx {

// --peer --listen: serves runs on other machines until one of them, or the user, ends it. Gives the
// exit code. Throws UsageError, one line.
int ServeNetwork(const Program& program, const Options& options, std::ostream& out);

// --end-peer: has the remote peer end. Throws UsageError, one line.
void EndRemotePeer(const Options& options, std::ostream& out);

}  // namespace wfx
