// How the siblings' loops wait: for completions, for the next arrival of an open loop, and at last
// for what never comes.
#include <algorithm>
#include <chrono>
#include <limits>
#include <vector>

#include "runner/engine/load_reaping.h"

namespace wfx {
namespace {

// Completions too many that are looked for.
constexpr int kMostTooMany = 4;

}  // namespace

DWORD ReapingLoop::OneWait() const {
  return static_cast<DWORD>(
      std::chrono::ceil<std::chrono::milliseconds>(settings_.OneWait()).count());
}

// False when nothing has completed for too long, or nobody can be asked any more.
bool ReapingLoop::ReapOne(DWORD milliseconds) {
  Completion completion;
  const Reaped reaped = Reap(milliseconds, completion);
  if (reaped == Reaped::kOne) {
    const std::uint64_t before = latest_;
    Complete(completion);
    // A signal without an end must not keep the loop waiting for ever.
    const bool ends = completion.error != ERROR_IO_INCOMPLETE;
    idle_ = ends ? Duration{} : idle_ + Duration(1 + clock_.Between(before, latest_));
    return idle_ < settings_.drain;
  }
  latest_ = clock_.Now();
  if (reaped == Reaped::kFailed) {
    broken_ = true;
    if (!giving_up_) faults_.Add({LoadFault::Kind::kWaitFails, 0, 0, completion.error, 0});
    return false;
  }
  idle_ += std::chrono::milliseconds(milliseconds);
  return idle_ < settings_.drain;
}

void ReapingLoop::Drain() {
  idle_ = Duration{};
  while (outstanding_ != 0 && !giving_up_) {
    if (!ReapOne(OneWait())) GiveUp();
  }
  LookForMore();
}

void ReapingLoop::LookForMore() {
  for (int found = 0; found < kMostTooMany; ++found) {
    Completion completion;
    if (Reap(0, completion) != Reaped::kOne) break;
    Complete(completion);
  }
}

// Names the writes that are lost, then tries to get them back so that their memory need not be
// left.
void ReapingLoop::GiveUp() {
  broken_ = giving_up_ = true;
  const std::vector<const LoadTicket*> lost = tickets_.Outstanding();
  for (const LoadTicket* ticket : lost)
    faults_.Add({LoadFault::Kind::kNever, ticket->number, ticket->offset, 0, 0});
  faults_.Lose(static_cast<std::uint32_t>(lost.size()), settings_.queue_depth);
  Cancel();
  idle_ = Duration{};
  while (outstanding_ != 0 && ReapOne(OneWait())) {
  }
}

void ReapingLoop::Cancel() {
  if (api_.CancelIo != nullptr) api_.CancelIo(settings_.handle);
}

Interval& ReapingLoop::RunOpen(Duration run_for, std::uint64_t most_writes) {
  most_writes_ = 0;
  idle_ = Duration{};
  counting_ = true;
  OpenInterval interval(meter_, arrivals_, run_for, most_writes);
  while (!broken_ && interval.HasMore()) {
    const std::uint64_t now = clock_.Now();
    if (interval.IsOver(now)) break;
    if (parked_.empty()) {
      if (!ReapOne(OneWait())) GiveUp();
    } else if (arrivals_.due() > now) {
      if (!WaitForArrival(now)) GiveUp();
    } else {
      IssueDue();
      interval.IssuedAt(now);
    }
  }
  if (!broken_) interval.CountUnissued();
  Drain();
  return interval.Finish(settings_.length);
}

void ReapingLoop::IssueDue() {
  const std::size_t index = parked_.back();
  parked_.pop_back();
  const std::uint64_t due = arrivals_.due();
  arrivals_.Advance();
  Issue(index, due);
}

// Until the next arrival is near, or a write has completed. False when none has for too long.
bool ReapingLoop::WaitForArrival(std::uint64_t now) {
  const auto milliseconds = static_cast<DWORD>(WaitUntilNear(clock_, now, arrivals_.due()).count());
  if (outstanding_ != 0) return ReapOne(milliseconds);
  if (milliseconds != 0) api_.SleepEx(milliseconds, FALSE);
  return true;
}

}  // namespace wfx
