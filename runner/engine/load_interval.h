// The figures of one interval of a load, and how they are taken.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "runner/engine/clock.h"
#include "runner/engine/histogram.h"
#include "runner/result.h"
#include "runner/scenario/quantity.h"
#include "runner/scenario/scenario.h"

namespace wfx {

class TicketBlock;

// What one interval gave. In a closed loop writes that completed after its end are in none of these
// figures; in an open one every write that was due in it is, however late it completed.
struct Interval {
  Histogram latency;  // from just before the call, or from when the write was due, to
                      // when the program knows of its end
  std::uint64_t writes = 0, bytes = 0;
  double seconds = 0;
  double kept_depth = 0;       // time-weighted mean of outstanding writes
  double pending_share = 0;    // of the writes issued: not final when their call returned
  Histogram call;              // from just before the call to its return, of every eighth write
  Histogram lag;               // open: from when a write was due to just before its call
  std::uint64_t unissued = 0;  // open: writes that were due and never issued

  // Of a load with several lengths, the writes of each; otherwise all are of the first.
  std::array<std::uint64_t, kMostMixedLengths> by_length{};

  Series series;

  // What two threads did in the same time, as one.
  void Merge(const Interval& other);
  // Keeps its memory.
  void Clear();
};

// Takes the figures while an interval runs. Complete() allocates nothing and takes no lock.
// Thread rule: of the thread that issues the writes.
struct IntervalMeter {
  explicit IntervalMeter(const Clock& stamps) : clock(stamps) {}

  // Empties it for an interval that is to last `run_for`.
  void Prepare(Duration run_for);
  // Its first stamp, and the one at which it ends.
  void Start(std::uint64_t begins, std::uint64_t ends) {
    begin = begins;
    stop = ends;
  }
  // What the writes that are outstanding at `begin` have been so already.
  void CountDepthBefore(const TicketBlock& tickets);
  // One more write is issued. True when its call is to be timed: a stamp costs more than all else a
  // loop does for a write, so one of eight is.
  bool CountIssued() { return issued++ % 8 == 0; }
  // A write that was issued at `issued_at`, of the load's length number `kind`, completes.
  void Complete(std::uint64_t issued_at, std::uint64_t now, std::size_t kind = 0) {
    if (now >= stop) [[unlikely]] {
      CompleteLate(issued_at, now, kind);
      return;
    }
    // Those of the first length are all others.
    if (kind != 0) ++interval.by_length[kind];
    const std::uint64_t took = clock.Between(issued_at, now);
    interval.latency.Add(took);
    if (now >= slice_ends) [[unlikely]]
      TurnSlice(now);
    ++open_slice.writes;
    open_slice.sum_ns += took;
    open_slice.max_ns = std::max(open_slice.max_ns, took);
  }
  std::uint64_t counted() const { return interval.latency.count(); }
  // `length` and `depth`, the sum of what each write was outstanding, in nanoseconds.
  // Gives `interval`, for as long as it is not prepared anew.
  Interval& Finish(std::uint64_t length, std::uint64_t depth, std::uint32_t bytes_a_write);
  // Of a closed loop, which has kept its queue full from `begin` to `stop`.
  Interval& FinishClosed(std::uint32_t bytes_a_write) {
    return Finish(clock.Between(begin, stop), interval.latency.sum() + depth_at_end - depth_before,
                  bytes_a_write);
  }

  // What is touched for each write stands together: after a system's call the processor has
  // forgotten it, and fetches it anew.
  const Clock& clock;
  std::uint64_t stop = 0;
  std::uint64_t issued = 0;      // writes of the interval
  std::uint64_t pending = 0;     // of these, pending after the call
  Series::Slice open_slice;      // that completions fall into now
  std::uint64_t slice_ends = 0;  // 0 = there is none yet
  Interval interval;
  std::uint64_t begin = 0;
  std::uint64_t depth_before = 0;  // nanoseconds, of writes that were outstanding at `begin`

 private:
  void CompleteLate(std::uint64_t issued_at, std::uint64_t now, std::size_t kind);
  void TurnSlice(std::uint64_t now);

  std::uint64_t depth_at_end = 0;  // nanoseconds, of writes that were outstanding at `stop`
  std::uint64_t slice_ticks = 0;
};

}  // namespace wfx
