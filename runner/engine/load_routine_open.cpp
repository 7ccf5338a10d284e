// The open loop: writes are issued when they are due, not when others complete, and their latency
// counts from when they were due. So a system that stalls is charged for every write it kept
// waiting, not only for those that were outstanding.
#include "runner/engine/load_open.h"
#include "runner/engine/load_routine_state.h"

namespace wfx {

Interval& RoutineLoop::State::RunOpen(Duration run_for) {
  idle = Duration{};
  pause = 0;  // routines issue nothing
  OpenInterval interval(meter, arrivals, run_for, most_writes);
  while (!broken && interval.HasMore()) {
    const std::uint64_t now = clock.Now();
    if (interval.IsOver(now)) break;
    if (parked.empty()) {
      if (!WaitForRoutines()) GiveUp();
    } else if (arrivals.due() > now) {
      if (!WaitForArrival(now)) GiveUp();
    } else {
      IssueDue();
      interval.IssuedAt(now);
    }
  }
  if (!broken) interval.CountUnissued();
  Drain();
  return interval.Finish(settings.length);
}

void RoutineLoop::State::IssueDue() {
  const std::size_t index = parked.back();
  parked.pop_back();
  const std::uint64_t due = arrivals.due();
  arrivals.Advance();
  if (outstanding == 0) idle_since = clock.Now();
  IssueOne(index, due);
}

// Until the next arrival is near, or a routine has run. False when no routine has run for too long.
bool RoutineLoop::State::WaitForArrival(std::uint64_t now) {
  const std::uint64_t before = routines;
  api.SleepEx(static_cast<DWORD>(WaitUntilNear(clock, now, arrivals.due()).count()), TRUE);
  BookElsewhere();
  latest = clock.Now();
  if (routines != before || outstanding == 0) idle_since = latest;
  return Duration(static_cast<std::int64_t>(clock.Between(idle_since, latest))) < settings.drain;
}

}  // namespace wfx
