// The offset in an OVERLAPPED, which stands there in two halves.
#pragma once

#include <cstdint>

#include "runner/win32/types.h"

namespace wfx {

inline std::uint64_t OffsetOf(const OVERLAPPED& overlapped) {
  return std::uint64_t{overlapped.OffsetHigh} << 32 | overlapped.Offset;
}

inline void SetOffset(OVERLAPPED& overlapped, std::uint64_t offset) {
  overlapped.Offset = static_cast<DWORD>(offset);
  overlapped.OffsetHigh = static_cast<DWORD>(offset >> 32);
}

// One with this offset, and zeros otherwise.
inline OVERLAPPED OverlappedAt(std::uint64_t offset) {
  OVERLAPPED overlapped{};
  SetOffset(overlapped, offset);
  return overlapped;
}

}  // namespace wfx
