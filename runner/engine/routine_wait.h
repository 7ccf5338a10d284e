// Waiting for completion routines.
#pragma once

#include <chrono>
#include <concepts>

#include "runner/engine/ledger.h"
#include "runner/scenario/quantity.h"
#include "runner/win32/api.h"

namespace wfx {

// Runs the completion routines of this thread until `done`, for `bound` at most: by our clock, or
// by what the waits say. The system's time need not be ours; on a model a slice may pass in no
// time.
template <std::predicate Done>
void RunRoutinesUntil(const Win32Api& api, Duration bound, Done done) {
  constexpr DWORD kRoutineSlice = 20;  // milliseconds
  Duration waited{};
  const auto deadline = SteadyClock::now() + bound;
  while (!done() && waited < bound && SteadyClock::now() < deadline) {
    if (api.SleepEx(kRoutineSlice, TRUE) == 0) waited += std::chrono::milliseconds(kRoutineSlice);
  }
}

}  // namespace wfx
