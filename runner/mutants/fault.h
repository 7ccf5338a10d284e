// One thing that goes wrong with one write, at a time that is known: what a benchmark must notice.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "runner/win32/api.h"

namespace wfx {

struct ScheduledFault {
  enum class Kind {
    kCallFails,        // the call fails with `error`; nothing completes
    kCompletionFails,  // the routine gets `error` and no bytes
    kShort,            // the routine gets one byte less, and one byte less is written
    kLate,             // the routine runs only after ReleaseLateRoutine()
    kNever,            // the routine never runs
    kTwice,            // the routine runs twice
    kWrongThread,      // the routine runs on another thread
    kFlippedBit,       // one bit of what is written is another
    kLost,             // it completes as it should, and nothing was written
    kTorn,             // it completes as it should, and only its first half was written
    kMisplaced,        // it completes as it should, and was written where its neighbour should be
  };
  // Of WriteFile, WriteFileGather and I/O rings the event, packet or entry takes the routine's
  // place. What only a routine can do (kLate, kWrongThread) does not happen to them; nor does a
  // second setting of an event, which cannot be told from the first.
  Kind kind = Kind::kCallFails;
  std::uint64_t write = 0;           // of those issued: 0 = the first
  std::chrono::nanoseconds after{};  // no earlier than this after the table was made
  DWORD error = 0;                   // for the kinds that fail
  std::uint64_t every = 0;           // it happens again with each so many-th write; 0 = once
};

// Gives `base` with the fault in it. It takes the place of a mutant: see Mutated().
Win32Api WithFault(const ScheduledFault& fault, const Win32Api& base);
// Whether the fault has happened. Any thread.
bool FaultHasHappened();
// A routine that was kept back runs in the next SleepEx that is alertable. Any thread.
void ReleaseLateRoutine();

// "completion_fails": for names of tests.
std::string NameOf(ScheduledFault::Kind kind);

}  // namespace wfx
