// What a load left in its file, byte by byte, once it is over.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runner/engine/load_data.h"
#include "runner/engine/scene.h"
#include "runner/scenario/scenario.h"
#include "runner/win32/api.h"

namespace wfx {

// What the writes of one load could have left.
struct LoadTraces {
  Load::Pattern pattern = Load::Pattern::kSequential;
  std::uint32_t length = 0;           // of each write
  std::uint32_t slots = 1;            // each of `data` has that many buffers
  std::uint64_t bytes_completed = 0;  // by all writes
  std::vector<const LoadData*> data;  // of each thread
};

// Reads `file` through a handle of its own: each place of a write must hold, whole, what one of the
// load's buffers holds, or what was there before; everything else what was there before. Gives what
// is wrong first, one line; "" when all is as it should be.
// REQUIRES: no write to it is outstanding.
std::string WrongInFile(const Win32Api& api, const StagedFile& file, const LoadTraces& traces);

}  // namespace wfx
