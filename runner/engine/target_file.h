// What files of a target can be and have beside their bytes.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/result.h"
#include "runner/scenario/capability.h"
#include "runner/win32/api.h"

namespace wfx {

// Calls the second with the functions it takes and an attempt, which says why it is missing.
using NoteCapability =
    std::function<void(Capability capability, const std::vector<std::string_view>& functions,
                       const std::function<std::string()>& attempt)>;

// Tries write_time_at_once, named_streams, compressed_files, encrypted_files, mapped_views and
// oplocks, each with a file of its own beside `path`; and finds the step of last write times.
void NoteFileCapabilities(const Win32Api& api, const std::string& path, TargetFacts& facts,
                          const NoteCapability& note);

}  // namespace wfx
