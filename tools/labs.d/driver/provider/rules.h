// Which files are the device's, and how it is to treat them.
#pragma once

#include <memory>
#include <string>

#include "tools/labs.d/driver/requests.h"

namespace wfx::lab {

// A file named .wfx_device, one line of words, in the folder of a file or the folder above:
//   device=NAME     the device, \\.\NAME; it has to be there
//   sector=N        in bytes; 512 unless it is said
//   delay_ms=N      how long each write is under way; 0, or nothing: it ends within its call
//   size=N          the file `image` there is a volume of so many bytes; its rules, see Backing:
//   file_system=N boot_area=N fat
struct Rules {
  std::wstring device;  // as CreateFileW takes it
  Backing backing{};    // all but what an open adds
};

// Those of the file at `path`, the last as GetFinalPathNameByHandleW gives it; null = it is
// nobody's. Keeps what it has found out. Throws std::runtime_error, one line, when such a file is
// no such line. Any thread.
std::shared_ptr<const Rules> RulesOf(const std::wstring& path);

}  // namespace wfx::lab
