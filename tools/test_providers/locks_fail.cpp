// A provider that grants byte-range locks of 10 bytes, which the harness tries locks with, and of 1
// KiB, and no others: locked_range/lock_is_granted fails, and what is given another lock cannot be
// performed.
#include "runner/win32/export.h"
#include "runner/win32/types.h"

namespace {

decltype(&::LockFileEx) lock_file_ex_below = nullptr;
decltype(&::SetLastError) set_last_error_below = nullptr;

constexpr DWORD kTried = 10, kGranted = 1024;

}  // namespace

extern "C" {

void WfxBind(void* (*next)(const char* name)) WFX_EXPORTED_AS("WfxBind");
// NOLINTNEXTLINE(readability-identifier-naming): locks_fail.def uses this name.
BOOL WINAPI Provider_LockFileEx(HANDLE file, DWORD flags, DWORD reserved, DWORD length_low,
                                DWORD length_high, LPOVERLAPPED overlapped)
    WFX_EXPORTED_AS("LockFileEx");

void WfxBind(void* (*next)(const char* name)) {
  lock_file_ex_below = reinterpret_cast<decltype(lock_file_ex_below)>(next("LockFileEx"));
  set_last_error_below = reinterpret_cast<decltype(set_last_error_below)>(next("SetLastError"));
}

BOOL WINAPI Provider_LockFileEx(HANDLE file, DWORD flags, DWORD reserved, DWORD length_low,
                                DWORD length_high, LPOVERLAPPED overlapped) {
  if ((length_low == kTried || length_low == kGranted) && length_high == 0)
    return lock_file_ex_below(file, flags, reserved, length_low, length_high, overlapped);
  set_last_error_below(ERROR_INVALID_FUNCTION);
  return FALSE;
}

}  // extern "C"
