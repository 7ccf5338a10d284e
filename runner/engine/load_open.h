// What the open loops of all functions share.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "runner/engine/clock.h"
#include "runner/engine/load_arrivals.h"
#include "runner/engine/load_interval.h"
#include "runner/engine/load_loop.h"

namespace wfx {

// Those of an open loop; of a closed one they are never asked for.
LoadArrivals ArrivalsOf(const LoopSettings& settings, const Clock& clock);

// How long to wait until `due` is near, at most LoopSettings::kLongestWait. The system's waits are
// counted in milliseconds, and Windows may round them up to its timer's 15.6: nearer than 20 ms it
// is 0.
std::chrono::milliseconds WaitUntilNear(const Clock& clock, std::uint64_t now, std::uint64_t due);

// One interval of an open loop: which arrivals belong to it, and what it comes to.
class OpenInterval {
 public:
  // Begins now. It has at most `most_writes`; 0 = by its time alone. All must outlive it.
  OpenInterval(IntervalMeter& meter, LoadArrivals& arrivals, Duration run_for,
               std::uint64_t most_writes);

  // The next arrival belongs to it.
  bool HasMore() const;
  // Arrivals that are still not issued when it has lasted twice as long never are: the system is
  // too slow for the rate.
  bool IsOver(std::uint64_t now) const { return now > begin_ && now - begin_ > 2 * length_; }
  void IssuedAt(std::uint64_t now) { last_ = std::max(last_, now); }
  void CountUnissued();
  // Once every write has completed.
  Interval& Finish(std::uint32_t bytes_a_write);

 private:
  IntervalMeter& meter_;
  LoadArrivals& arrivals_;
  const std::uint64_t length_, most_;  // in ticks; writes
  std::uint64_t begin_, last_;         // stamps: of its begin, and when the last one was issued
};

}  // namespace wfx
