#include "bench/traps/raw_loop.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "runner/win32/overlapped.h"

namespace wfx {

RawLoop* RawLoop::running_ = nullptr;

RawLoop::RawLoop(const Win32Api& api, const Settings& settings)
    : api_(api),
      settings_(settings),
      data_(settings.queue_depth, settings.length, 4096, 1),
      places_(Load::Pattern::kRandom, settings.length, 0, settings.size, 1),
      slots_(settings.queue_depth) {
  parked_.reserve(slots_.size());
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    slots_[i].index = i;
    parked_.push_back(i);
  }
}

void CALLBACK RawLoop::OnCompletion(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) noexcept {
  RawLoop& self = *running_;
  // The structure is the slot's first member.
  self.Complete(*reinterpret_cast<Slot*>(overlapped),
                error == ERROR_SUCCESS && bytes == self.settings_.length);
}

void RawLoop::Complete(Slot& slot, bool sound) {
  const std::uint64_t now = clock_.Now();
  Count(now, -1);
  failed_ = failed_ || !sound;
  if (now < end_) ++writes_;
  if (how_ == Reissue::kInRoutine && now < end_ && !failed_) {
    Issue(slot);
  } else {
    parked_.push_back(slot.index);
  }
}

void RawLoop::Issue(Slot& slot) {
  slot.overlapped = OverlappedAt(places_.Next());
  Count(clock_.Now(), +1);
  if (api_.WriteFileEx(settings_.file, data_.Of(slot.index), settings_.length, &slot.overlapped,
                       &RawLoop::OnCompletion))
    return;
  Count(clock_.Now(), -1);
  failed_ = true;
}

// Between `begin_` and `end_`.
void RawLoop::Count(std::uint64_t now, int change) {
  const std::uint64_t from = std::max(last_, begin_), to = std::min(now, end_);
  if (to > from) area_ += (to - from) * outstanding_;
  last_ = now;
  outstanding_ = static_cast<std::uint32_t>(static_cast<int>(outstanding_) + change);
}

void RawLoop::IssueParked() {
  while (!parked_.empty() && !failed_) {
    Slot& slot = slots_[parked_.back()];
    parked_.pop_back();
    Issue(slot);
  }
}

RawLoop::Slice RawLoop::Run(Reissue how, std::chrono::nanoseconds lasts) {
  running_ = this;
  how_ = how;
  writes_ = area_ = 0;
  begin_ = end_ = std::numeric_limits<std::uint64_t>::max();
  IssueParked();
  begin_ = clock_.Now();
  end_ = begin_ + clock_.Ticks(lasts);
  while (!failed_ && clock_.Now() < end_) {
    IssueParked();
    api_.SleepEx(100, TRUE);
  }
  while (outstanding_ != 0) {
    if (api_.SleepEx(5000, TRUE) == 0) throw std::runtime_error("a write never completed");
  }
  if (failed_) throw std::runtime_error("a write failed");
  const double seconds = static_cast<double>(clock_.Between(begin_, end_)) * 1e-9;
  const auto ticks = static_cast<double>(end_ - begin_);
  return {writes_, seconds, static_cast<double>(area_) / ticks};
}

}  // namespace wfx
