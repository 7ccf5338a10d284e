// What may be written to beside a target's folder: a volume, its disk, a volume without a file
// system.
#pragma once

#include <string>

#include "runner/result.h"
#include "runner/win32/api.h"

namespace wfx {

// Makes `volume` and `raw_volume` (as CreateFileW takes them, "\\\\.\\V:"; empty = none) what
// scenarios may destroy on `target`, which has been probed: sets the paths, the bindings and the
// capabilities of what can be opened for writing and locked; of the rest the reason stands in
// the capabilities. Locks and unlocks the volume, and writes nothing.
// REQUIRES: whoever owns them wants it so. This does not ask.
void SacrificeVolumes(const Win32Api& api, const std::string& volume, const std::string& raw_volume,
                      TargetFacts& target);

}  // namespace wfx
