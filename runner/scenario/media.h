// What a case does to volumes and disks.
#pragma once

#include <string>

#include "runner/scenario/scenario.h"

namespace wfx {

// What the handle `name` opens, through as many duplicates as there are: the name of an object, one
// of kMedia, or "".
std::string OpenedBy(const Case& subject, const std::string& name);

// True for a volume or disk.
bool IsMedia(const std::string& object);

inline constexpr std::uint32_t kDismountVolume = 0x00090020;  // FSCTL_DISMOUNT_VOLUME
inline constexpr std::int64_t kAppend = -1;                   // the offset that asks for it

}  // namespace wfx
