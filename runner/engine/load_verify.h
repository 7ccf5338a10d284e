// What a load left in a file, byte by byte, once it is over.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runner/engine/load_loop.h"
#include "runner/engine/scene.h"
#include "runner/win32/api.h"

namespace wfx {

// What was found in one file.
struct Examination {
  std::vector<std::string> wrong;   // one line for each kind of fault; empty when all is right
  std::uint64_t tagged_blocks = 0;  // whose tag was right, and all of their bytes
};

// Reads `file`, to which all of `loops` wrote, through a handle of its own. Where their blocks have
// no tags, each place of a write must hold, whole, what one of the loops' buffers holds, or what
// was there before; with several lengths each block of the smallest. Where they have tags, each
// block must be, in every byte, of a write that went there and after which no other one did, or, if
// none went there, what was there before. REQUIRES: no write to it is outstanding.
Examination ExamineFile(const Win32Api& api, const StagedFile& file,
                        const std::vector<const LoadLoop*>& loops);

}  // namespace wfx
