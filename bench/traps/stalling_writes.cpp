#include "bench/traps/stalling_writes.h"

namespace wfx {

StallingWrites* StallingWrites::current_ = nullptr;

StallingWrites::StallingWrites(const Win32Api& below, LatencyTime time,
                               std::chrono::nanoseconds every, std::chrono::nanoseconds lasts)
    : below_(below),
      api_(below),
      time_(time),
      every_(static_cast<std::uint64_t>(every.count())),
      lasts_(static_cast<std::uint64_t>(lasts.count())),
      next_(time_.Now() + every_ / 2) {
  current_ = this;
  api_.WriteFileEx = &StallingWrites::Write;
}

StallingWrites::~StallingWrites() { current_ = nullptr; }

BOOL StallingWrites::Write(HANDLE file, LPCVOID data, DWORD length, LPOVERLAPPED overlapped,
                           LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  StallingWrites& self = *current_;
  const std::uint64_t now = self.time_.Now();
  if (now >= self.next_) {
    self.next_ += self.every_;
    ++self.stalls_;
    self.time_.WaitUntil(now + self.lasts_);
  }
  return self.below_.WriteFileEx(file, data, length, overlapped, routine);
}

}  // namespace wfx
