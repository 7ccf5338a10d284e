// FILETIMEs as numbers.
#pragma once

#include <cstdint>

#include "runner/win32/types.h"

namespace wfx {

// Of one step of a FILETIME.
inline constexpr std::int64_t kNanosecondsAStep = 100;

inline std::uint64_t ValueOf(const FILETIME& time) {
  return std::uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime;
}

inline FILETIME FileTimeOf(std::uint64_t value) {
  return {static_cast<DWORD>(value), static_cast<DWORD>(value >> 32)};
}

// What SetFileTime takes for "leave it from now on" and "go on moving it".
inline constexpr std::uint64_t kFreezeTime = ~std::uint64_t{0};
inline constexpr std::uint64_t kThawTime = kFreezeTime - 1;

}  // namespace wfx
