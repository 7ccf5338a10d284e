// What may be written to beside a target's folder: a volume, its disk, a volume without a file
// system.
#pragma once

#include <string>

#include "runner/result.h"
#include "runner/win32/api.h"

namespace wfx {

// What the owner gives away, as CreateFileW takes it, "\\\\.\\V:"; "" = none.
struct VolumesGiven {
  std::string volume;      // with a file system
  std::string raw_volume;  // without one
  bool on_wine = false;    // the system under test is Wine's, or built on it
};

// Makes these what scenarios may destroy on `target`, which has been probed: sets the paths, the
// bindings and the capabilities of what can be opened for writing and locked; of the rest the
// reason stands in the capabilities. Locks and unlocks the volume, and writes nothing.
// REQUIRES: whoever owns them wants it so. This does not ask.
void SacrificeVolumes(const Win32Api& api, const VolumesGiven& given, TargetFacts& target);

// Opens `path` for reading only. Under Wine, which calls every volume NTFS, the first sector tells.
// Throws std::runtime_error, one line.
bool HasFileSystem(const Win32Api& api, const std::string& path, bool on_wine);

}  // namespace wfx
