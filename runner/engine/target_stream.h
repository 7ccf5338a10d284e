// Whose streams a target has.
#pragma once

#include "runner/engine/stream_system.h"
#include "runner/result.h"

namespace wfx {

// Finds out by trying which subjects of streams there are on `target`, which has been probed: sets
// their capabilities. A provider that answers E_NOTIMPL has no such streams; whatever else goes
// wrong there is left for the scenarios to see. Leaves nothing behind.
void ProbeStreams(const Win32Api& api, const StreamSystem& streams, TargetFacts& target);

}  // namespace wfx
