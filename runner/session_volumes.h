// The volumes a run may destroy, and who says so.
#pragma once

#include <iosfwd>
#include <string>

#include "runner/engine/target_volume.h"
#include "runner/options.h"
#include "runner/session_venue.h"

namespace wfx {

// What `choice` allows to be destroyed, each volume proven through `api` and none opened for
// writing. Throws UsageError, one line. REQUIRES: `choice` is not a model.
VolumesGiven ProveVolumes(const Win32Api& api, const SystemChoice& choice);

// --bless: asks on `in`, see Bless. `program`: how the user calls this program.
// Throws UsageError, one line.
void BlessVolume(const Options& options, const std::string& program, std::istream& in,
                 std::ostream& out);

}  // namespace wfx
