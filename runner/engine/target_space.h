// How much room a target's volume has, and how large its files can be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "runner/result.h"
#include "runner/win32/api.h"

namespace wfx {

// Bytes that the caller may still use on the volume of `directory`; none where it is not told.
std::optional<std::uint64_t> FreeSpaceAt(const Win32Api& api, const std::string& directory);

// Sets the bindings cluster, free_space and maximum_file_size.
// REQUIRES: directory, file_system and remote are set.
void DescribeSpace(const Win32Api& api, TargetFacts& target);

// Why no file of 4 GiB fits; "" = one does.
std::string WhyNoRoom(const TargetFacts& target);

// Why the volume is not to be filled up, be it for a moment; "" = it may. Others than the harness
// may need its space: it has to be a small one, and not the system's.
std::string WhyNotFillable(const TargetFacts& target);

}  // namespace wfx
