// How a closed loop waits for its routines, and what it does about those that never come.
#include <algorithm>
#include <chrono>
#include <vector>

#include "runner/engine/load_routine_state.h"

namespace wfx {
namespace {

// Waits that look for a second routine of a write that has completed.
constexpr int kLooksForMore = 4;

}  // namespace

// One alertable wait. False when no routine has run for too long.
bool RoutineLoop::State::WaitForRoutines() {
  const std::uint64_t before = routines;
  const Duration wait = settings.OneWait();
  const DWORD result = api.SleepEx(
      static_cast<DWORD>(std::chrono::ceil<std::chrono::milliseconds>(wait).count()), TRUE);
  BookElsewhere();
  if (routines != before) {
    idle = Duration{};
    return true;
  }
  latest = clock.Now();
  if (result == 0) {
    // The wait's own word counts, for a system whose time is not ours.
    idle += wait;
  } else {
    if (idle == Duration{}) idle_since = latest;
    const Duration real{static_cast<std::int64_t>(clock.Between(idle_since, latest))};
    idle = std::max<Duration>({idle, real, Duration{1}});
  }
  return idle < settings.drain;
}

void RoutineLoop::State::Drain() {
  idle = Duration{};
  while (outstanding != 0 && !giving_up) {
    if (!WaitForRoutines()) GiveUp();
  }
  LookForMore();
}

void RoutineLoop::State::LookForMore() {
  for (int look = 0; look < kLooksForMore; ++look) {
    const std::uint64_t before = routines;
    api.SleepEx(0, TRUE);
    if (routines == before) break;
  }
  BookElsewhere();
}

// Names the writes that are lost, then tries to get them back so that their memory need not be
// left.
void RoutineLoop::State::GiveUp() {
  broken = giving_up = true;
  const std::vector<const LoadTicket*> lost = tickets.Outstanding();
  for (const LoadTicket* ticket : lost)
    faults.Add({LoadFault::Kind::kNever, ticket->number, ticket->offset, 0, 0});
  faults.Lose(static_cast<std::uint32_t>(lost.size()), settings.queue_depth);
  if (api.CancelIo != nullptr) api.CancelIo(settings.handle);
  idle = Duration{};
  while (outstanding != 0 && WaitForRoutines()) {
  }
}

void RoutineLoop::State::BookElsewhere() {
  const std::uint32_t runs = tickets.runs_elsewhere.load();
  for (; elsewhere != runs; ++elsewhere) faults.Add({LoadFault::Kind::kElsewhere, 0, 0, 0, 0});
  if (runs != 0) broken = true;
}

}  // namespace wfx
