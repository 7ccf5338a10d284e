// Times and attributes of the files that pass through a mutant.
#pragma once

#include <cstdint>

#include "runner/mutants/opened.h"

namespace wfx::mutants {

// What a file shows beside its bytes, through an open of our own that the caller knows nothing of.
struct Face {
  bool known = false;            // it could be asked for
  std::uint64_t last_write = 0;  // FILETIME
  DWORD attributes = 0;
};
Face FaceOf(const WideString& path);
// The last error stays as it was.
void SetLastWrite(const WideString& path, std::uint64_t last_write);

inline constexpr std::uint64_t kSecond = 10'000'000;  // of a FILETIME

}  // namespace wfx::mutants
