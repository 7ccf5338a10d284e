// What the writers of an `appends` step do in one process, and what became of it: plain data.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "runner/scenario/quantity.h"

namespace wfx {

struct AppendOrder {
  std::string path;                // of the file they append to
  std::uint64_t seed = 0;          // in the checksums: records of another run are none of this one
  std::uint32_t first_writer = 0;  // the number of the first of them; the others follow
  std::uint32_t writers = 0;       // threads
  std::uint32_t records = 0;       // of each
  std::uint32_t length = 0;        // of a record
  bool append_only = false;  // FILE_APPEND_DATA alone and offset 0; otherwise both words 0xFFFFFFFF
  bool one_handle = false;   // all writers of the process share one; otherwise one each
  Duration at_most{};        // in real time; what is not begun by then is not begun
};

// What one writer did. Every record has one append, issued when the one before was over.
struct AppendTally {
  std::uint32_t issued = 0, completed = 0;
  std::uint32_t endless = 0;  // accepted, but no routine came
  std::uint32_t surplus = 0;  // routines beyond the one that each append has
  // The number of the record and its error; 0 = it ended without one, with too small a count.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> failed;
};

}  // namespace wfx
