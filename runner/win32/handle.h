// Owns one handle of the system under test.
#pragma once

#include <cstdint>
#include <utility>

#include "runner/win32/api.h"

namespace wfx {

// All sharing, for CreateFileW.
inline constexpr DWORD kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

// The handles that mean "this process" and "this thread" in every system; they need no closing.
inline HANDLE CurrentProcess() { return reinterpret_cast<HANDLE>(std::intptr_t{-1}); }
inline HANDLE CurrentThread() { return reinterpret_cast<HANDLE>(std::intptr_t{-2}); }

// Closes its handle through the table that made it. The destructor and assignment leave the
// thread's last error as it was, so cleaning up never hides what a call reported. A Handle belongs
// to one thread at a time.
// REQUIRES: the table outlives the Handle.
class Handle {
 public:
  // Owns nothing.
  Handle() = default;

  // Takes ownership of `handle`, which may be invalid: the result of a CreateFileW that failed.
  Handle(const Win32Api& api, HANDLE handle) : api_(&api), handle_(handle) {}
  Handle(Win32Api&&, HANDLE) = delete;

  Handle(Handle&& other) noexcept : api_(other.api_), handle_(other.release()) {}

  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      CloseQuietly();
      api_ = other.api_;
      handle_ = other.release();
    }
    return *this;
  }

  ~Handle() { CloseQuietly(); }

  HANDLE get() const { return handle_; }

  // Tells that there is something to close: neither NULL nor INVALID_HANDLE_VALUE.
  bool valid() const { return handle_ != nullptr && handle_ != INVALID_HANDLE_VALUE; }

  // Gives up ownership without closing.
  HANDLE release() { return std::exchange(handle_, nullptr); }

  // Closes now and gives what CloseHandle returned; the thread's last error is what that left.
  // Whatever it returned, the Handle owns nothing afterwards. FALSE, without a call, when there is
  // nothing to close.
  BOOL Close() {
    if (!valid()) return FALSE;
    return api_->CloseHandle(release());
  }

 private:
  void CloseQuietly() noexcept {
    if (!valid()) return;
    const DWORD last_error = api_->GetLastError();
    Close();
    api_->SetLastError(last_error);
  }

  const Win32Api* api_ = nullptr;
  HANDLE handle_ = nullptr;
};

}  // namespace wfx
