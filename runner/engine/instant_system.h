// A system whose writes take no time: what a loop of writes takes on it is the loop's own.
#pragma once

#include <array>
#include <cstdint>

#include "runner/win32/api.h"

namespace wfx {

// Its table has WriteFileEx, which queues a completion and writes nothing, SleepEx, which runs what
// is queued, SetLastError and GetLastError. A write costs it a few nanoseconds. There is one at a
// time: the table's functions have nowhere else to keep it. Thread rule: one thread.
class InstantSystem {
 public:
  // Writes that may be outstanding; one more fails with ERROR_INVALID_USER_BUFFER.
  static constexpr std::uint32_t kMostOutstanding = 1024;

  InstantSystem();
  ~InstantSystem();
  InstantSystem(const InstantSystem&) = delete;
  InstantSystem& operator=(const InstantSystem&) = delete;

  const Win32Api& api() const { return api_; }

 private:
  struct Queued {
    OVERLAPPED* overlapped;
    LPOVERLAPPED_COMPLETION_ROUTINE routine;
    DWORD bytes;
  };
  static BOOL WINAPI Write(HANDLE, LPCVOID, DWORD, LPOVERLAPPED, LPOVERLAPPED_COMPLETION_ROUTINE);
  static DWORD WINAPI Wait(DWORD, BOOL);
  static DWORD WINAPI LastError();
  static void WINAPI PutLastError(DWORD);

  static InstantSystem* current_;
  Win32Api api_;
  std::array<Queued, kMostOutstanding> ring_{};
  std::uint32_t begins_ = 0, ends_ = 0;  // of what is queued; they run on and wrap
  DWORD last_error_ = 0;
};

}  // namespace wfx
