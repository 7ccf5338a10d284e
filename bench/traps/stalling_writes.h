// A system that stands still now and then.
#pragma once

#include <chrono>
#include <cstdint>

#include "bench/calibration/known_latency.h"
#include "runner/win32/api.h"

namespace wfx {

// The first WriteFileEx that is called after each `every` takes `lasts` longer; all else is the
// layer's below. There is one at a time. Thread rule: one thread writes.
class StallingWrites {
 public:
  StallingWrites(const Win32Api& below, LatencyTime time, std::chrono::nanoseconds every,
                 std::chrono::nanoseconds lasts);
  ~StallingWrites();
  StallingWrites(const StallingWrites&) = delete;
  StallingWrites& operator=(const StallingWrites&) = delete;

  const Win32Api& api() const { return api_; }
  std::uint32_t stalls() const { return stalls_; }

 private:
  static BOOL WINAPI Write(HANDLE, LPCVOID, DWORD, LPOVERLAPPED, LPOVERLAPPED_COMPLETION_ROUTINE);

  static StallingWrites* current_;
  const Win32Api& below_;
  Win32Api api_;
  const LatencyTime time_;
  const std::uint64_t every_, lasts_;
  std::uint64_t next_;
  std::uint32_t stalls_ = 0;
};

}  // namespace wfx
