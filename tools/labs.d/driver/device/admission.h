// Whether a write or read may be.
#pragma once

#include "tools/labs.d/driver/device/open.h"

namespace wfx::lab {

struct Range {
  Long offset, length;
};

bool IsWhole(const Open& open, const Range& range);
// Unbuffered or not, length and offset come first; then the locks.
NTSTATUS RefusalOfFile(const Open& open, Range range);
// Cuts `range` where FAT would write less.
NTSTATUS RefusalOfVolume(const Open& open, Range& range);
// A lock of somebody else's.
bool IsStopped(const Open& reader, const Range& range);

}  // namespace wfx::lab
