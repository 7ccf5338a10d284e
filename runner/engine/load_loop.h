// The hot part of a load, whatever function it writes with: a fixed number of outstanding writes to
// one handle (closed), or writes that are issued when they are due (open).
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runner/engine/clock.h"
#include "runner/engine/load_interval.h"
#include "runner/scenario/scenario.h"
#include "runner/win32/api.h"
#include "runner/win32/stream_async.h"

namespace wfx {

class LoadData;
class LoadTags;
struct StreamSystem;

// One of the lengths that a loop's writes have.
struct LengthShare {
  std::uint32_t length = 0;
  double share = 0;  // of its writes
};

struct LoopSettings {
  std::string name;         // of the measurement, for writes that complete after it
  HANDLE handle = nullptr;  // opened as `api` needs it; of LoadApi::kStream it means nothing
  LoadApi api = LoadApi::kWriteFileEx;
  IStreamAsync* stream = nullptr;         // of LoadApi::kStream
  const StreamSystem* streams = nullptr;  // what its methods are called through
  std::uint32_t length = 0;               // of each write; of several lengths the longest
  std::vector<LengthShare> mix;           // several lengths; empty = there is one
  std::uint32_t step = 0;  // what all lengths are multiples of, and places; 0 = `length`
  Load::Pattern pattern = Load::Pattern::kSequential;
  std::uint32_t queue_depth = 1;  // open: at most so many are outstanding
  double rate = 0;                // open: writes a second; 0 = closed
  Load::Arrivals::Process arrivals = Load::Arrivals::Process::kFixed;
  std::uint64_t size = 0;          // sequential and random writes stay below it; at least `length`
  std::uint64_t begins_at = 0;     // sequential: `size` counts from there
  bool zeros = false;              // the data is zeros, not incompressible
  bool tagged = false;             // each block of `step` bytes carries a tag
  std::uint32_t writer = 0;        // the loop's number among those of the load
  std::uint64_t tag_seed = 1;      // the same for all of them
  std::string label;               // "thread 2"; "" where there is no other
  std::uint64_t seed = 1;          // of the data and of random offsets
  std::uint64_t alignment = 4096;  // of the data's address; a power of two
  Duration drain = std::chrono::seconds(5);  // how long nothing may complete before a write is lost

  std::uint32_t Step() const { return step != 0 ? step : length; }
  // Of one wait for completions; between two the loop looks at the clock.
  static constexpr std::chrono::milliseconds kLongestWait{100};
  Duration OneWait() const {
    return std::min<Duration>(kLongestWait,
                              std::max<Duration>(drain, std::chrono::milliseconds(1)));
  }
};

// What ends an interval besides its time, and what comes after it.
struct LoopEnd {
  std::uint64_t most_writes = 0;  // it ends after so many; 0 = by its time alone
  Duration cool_down{};           // closed: writes go on so long after it, uncounted
};

// Writes through one handle, closed or open. Between a write's stamps there is nothing but the
// system's work: no allocation, no lock and no other call. What goes wrong is kept as an error,
// ends the loop, and is in no figure. Thread rule: Run() always on one and the same thread, which
// is the one that waits; everything else while it does not run.
class LoadLoop {
 public:
  // Leaves the memory of a write that is still outstanding alone, for ever.
  virtual ~LoadLoop() = default;
  LoadLoop(const LoadLoop&) = delete;
  LoadLoop& operator=(const LoadLoop&) = delete;

  // Issues writes for `run_for`, longer when none has completed by then or an open loop is behind,
  // and waits until every one has completed. Does nothing once the loop is broken.
  // What it gives is the loop's own: it holds until the next call.
  virtual const Interval& Run(Duration run_for, const LoopEnd& end) = 0;
  const Interval& Run(Duration run_for) { return Run(run_for, {}); }

  // True after the first error.
  virtual bool broken() const = 0;
  // A write that never completed may still own its buffer and the handle: neither may be closed.
  virtual bool abandoned() const = 0;
  // Keeps `owner` until the process ends: what a lost write may still use.
  virtual void KeepForEver(std::shared_ptr<void> owner) = 0;
  // "write 100 (offset 409600) fails_with ERROR_DISK_FULL (112) from the call". In order of time.
  virtual std::vector<std::string> Errors() const = 0;
  // Bytes of all writes that completed as they should, in and between the intervals.
  virtual std::uint64_t bytes_completed() const = 0;
  // What its writes carried, one buffer for each of the queue's slots.
  virtual const LoadData& data() const = 0;
  virtual const LoopSettings& settings() const = 0;
  // What the blocks of its writes carry; null where its settings are not `tagged`.
  virtual const LoadTags* tags() const { return nullptr; }

 protected:
  LoadLoop() = default;
};

// A loop that writes with what `settings` say. `api` and `clock` must outlive it. Throws
// std::runtime_error where the system refuses what it needs, one line.
std::unique_ptr<LoadLoop> MakeLoop(const Win32Api& api, const Clock& clock, LoopSettings settings);

}  // namespace wfx
