// How the siblings' loops wait: for completions, for the next arrival of an open loop, and at last
// for what never comes.
#include <algorithm>
#include <chrono>
#include <limits>
#include <vector>

#include "runner/engine/load_reaping.h"

namespace wfx {
namespace {

// Between two waits the loop looks at the clock.
constexpr std::chrono::milliseconds kLongestReap{100};
// Nearer than this to the next arrival the loop asks for completions without waiting: Windows may
// round a wait up to its timer's 15.6 ms.
constexpr std::chrono::milliseconds kNearToArrival{20};
// Completions too many that are looked for.
constexpr int kMostTooMany = 4;

}  // namespace

DWORD ReapingLoop::OneWait() const {
  const Duration wait = std::min<Duration>(
      kLongestReap, std::max<Duration>(settings_.drain, std::chrono::milliseconds(1)));
  return static_cast<DWORD>(std::chrono::ceil<std::chrono::milliseconds>(wait).count());
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
  std::vector<const LoadTicket*> lost;
  for (std::size_t index = 0; index < tickets_.size(); ++index) {
    if (tickets_[index].status == LoadTicket::Status::kOutstanding)
      lost.push_back(&tickets_[index]);
  }
  std::ranges::sort(lost, {}, &LoadTicket::number);
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

// Arrivals of the interval that are still not issued when it has lasted twice as long never are:
// the system is too slow for the rate.
Interval& ReapingLoop::RunOpen(Duration run_for, std::uint64_t most_writes) {
  most_writes_ = 0;
  meter_.Prepare(run_for);
  idle_ = Duration{};
  counting_ = true;
  const std::uint64_t begin = clock_.Now();
  meter_.Start(begin, std::numeric_limits<std::uint64_t>::max());  // every completion counts
  const std::uint64_t length = clock_.Ticks(run_for);
  std::uint64_t last = begin;
  arrivals_.Start(begin);
  const std::uint64_t most =
      most_writes == 0 ? std::numeric_limits<std::uint64_t>::max() : most_writes;
  const auto more = [&] {
    return arrivals_.due() - begin < length && meter_.issued + meter_.interval.unissued < most;
  };
  while (!broken_ && more()) {
    const std::uint64_t now = clock_.Now();
    if (now > begin && now - begin > 2 * length) break;
    if (parked_.empty()) {
      if (!ReapOne(OneWait())) GiveUp();
    } else if (arrivals_.due() > now) {
      if (!WaitForArrival(now)) GiveUp();
    } else {
      IssueDue();
      last = std::max(last, now);
    }
  }
  for (; !broken_ && more(); arrivals_.Advance()) ++meter_.interval.unissued;
  Drain();
  const std::uint64_t lasted =
      std::max(clock_.Between(begin, begin + length), clock_.Between(begin, last));
  const std::uint64_t latency = meter_.interval.latency.sum();
  return meter_.Finish(lasted, latency - std::min(latency, meter_.interval.lag.sum()),
                       settings_.length);
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
  const auto left = std::chrono::nanoseconds(clock_.Between(now, arrivals_.due()));
  const auto before = std::chrono::duration_cast<std::chrono::milliseconds>(left - kNearToArrival);
  const std::chrono::milliseconds wait =
      std::clamp(before, std::chrono::milliseconds(0), kLongestReap);
  const auto milliseconds = static_cast<DWORD>(wait.count());
  if (outstanding_ != 0) return ReapOne(milliseconds);
  if (milliseconds != 0) api_.SleepEx(milliseconds, FALSE);
  return true;
}

}  // namespace wfx
