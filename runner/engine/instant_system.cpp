#include "runner/engine/instant_system.h"

namespace wfx {

InstantSystem* InstantSystem::current_ = nullptr;

InstantSystem::InstantSystem() {
  current_ = this;
  api_.WriteFileEx = &InstantSystem::Write;
  api_.SleepEx = &InstantSystem::Wait;
  api_.GetLastError = &InstantSystem::LastError;
  api_.SetLastError = &InstantSystem::PutLastError;
}

InstantSystem::~InstantSystem() { current_ = nullptr; }

BOOL InstantSystem::Write(HANDLE, LPCVOID, DWORD length, LPOVERLAPPED overlapped,
                          LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  InstantSystem& self = *current_;
  if (self.ends_ - self.begins_ == kMostOutstanding) {
    self.last_error_ = ERROR_INVALID_USER_BUFFER;
    return FALSE;
  }
  overlapped->Internal = 0;
  self.ring_[self.ends_++ % kMostOutstanding] = {overlapped, routine, length};
  return TRUE;
}

// Writes that routines issue complete in the same wait, as under Wine.
DWORD InstantSystem::Wait(DWORD, BOOL alertable) {
  InstantSystem& self = *current_;
  if (!alertable || self.begins_ == self.ends_) return 0;
  while (self.begins_ != self.ends_) {
    const Queued next = self.ring_[self.begins_++ % kMostOutstanding];
    next.routine(ERROR_SUCCESS, next.bytes, next.overlapped);
  }
  return WAIT_IO_COMPLETION;
}

DWORD InstantSystem::LastError() { return current_->last_error_; }

void InstantSystem::PutLastError(DWORD error) { current_->last_error_ = error; }

}  // namespace wfx
