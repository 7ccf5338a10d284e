// The open loop: writes are issued when they are due, not when others complete, and their latency
// counts from when they were due. So a system that stalls is charged for every write it kept
// waiting, not only for those that were outstanding.
#include <algorithm>
#include <limits>

#include "runner/engine/load_routine_state.h"

namespace wfx {
namespace {

// The system's waits are counted in milliseconds, and Windows may round them up to its timer's
// 15.6; nearer than this to the next arrival the loop asks for routines without waiting.
constexpr std::chrono::milliseconds kNearest{20};
// Between two waits the loop looks at the clock.
constexpr std::chrono::milliseconds kLongestWait{100};

}  // namespace

// Arrivals of the interval that are still not issued when it has lasted twice as long never are:
// the system is too slow for the rate.
Interval& RoutineLoop::State::RunOpen(Duration run_for) {
  meter.Prepare(run_for);
  idle = Duration{};
  pause = 0;  // routines issue nothing
  const std::uint64_t begin = clock.Now();
  meter.Start(begin, std::numeric_limits<std::uint64_t>::max());  // every completion counts
  const std::uint64_t length = clock.Ticks(run_for);
  std::uint64_t last = begin;
  arrivals.Start(begin);
  const std::uint64_t most =
      most_writes == 0 ? std::numeric_limits<std::uint64_t>::max() : most_writes;
  const auto more = [&] {
    return arrivals.due() - begin < length && meter.issued + meter.interval.unissued < most;
  };
  while (!broken && more()) {
    const std::uint64_t now = clock.Now();
    if (now > begin && now - begin > 2 * length) break;
    if (parked.empty()) {
      if (!WaitForRoutines()) GiveUp();
    } else if (arrivals.due() > now) {
      if (!WaitForArrival(now)) GiveUp();
    } else {
      IssueDue();
      last = std::max(last, now);
    }
  }
  for (; !broken && more(); arrivals.Advance()) ++meter.interval.unissued;
  Drain();
  const std::uint64_t lasted =
      std::max(clock.Between(begin, begin + length), clock.Between(begin, last));
  const std::uint64_t latency = meter.interval.latency.sum();
  return meter.Finish(lasted, latency - std::min(latency, meter.interval.lag.sum()),
                      settings.length);
}

void RoutineLoop::State::IssueDue() {
  const std::size_t index = parked.back();
  parked.pop_back();
  const std::uint64_t due = arrivals.due();
  arrivals.Advance();
  if (outstanding == 0) idle_since = clock.Now();
  Issue(index, due);
}

// Until the next arrival is near, or a routine has run. False when no routine has run for too long.
bool RoutineLoop::State::WaitForArrival(std::uint64_t now) {
  const auto left = std::chrono::nanoseconds(clock.Between(now, arrivals.due()));
  const std::uint64_t before = routines;
  const bool is_near = left <= kNearest;
  const auto wait = is_near
                        ? std::chrono::milliseconds(0)
                        : std::chrono::duration_cast<std::chrono::milliseconds>(left - kNearest);
  api.SleepEx(static_cast<DWORD>(std::min(wait, kLongestWait).count()), TRUE);
  BookElsewhere();
  latest = clock.Now();
  if (routines != before || outstanding == 0) idle_since = latest;
  return Duration(static_cast<std::int64_t>(clock.Between(idle_since, latest))) < settings.drain;
}

}  // namespace wfx
