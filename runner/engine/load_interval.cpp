#include "runner/engine/load_interval.h"

#include <chrono>
#include <limits>
#include <vector>

#include "runner/engine/load_ticket.h"

namespace wfx {
namespace {

// An interval's slices. One that lasts longer than it was to has more, to a bound: routines never
// allocate.
constexpr int kSlices = 100;
constexpr std::size_t kMostSlices = 2 * kSlices + 8;
constexpr std::chrono::milliseconds kShortestSlice{10};

}  // namespace

void Interval::Merge(const Interval& other) {
  const auto mine = static_cast<double>(writes), theirs = static_cast<double>(other.writes);
  if (mine + theirs > 0)
    pending_share = (pending_share * mine + other.pending_share * theirs) / (mine + theirs);
  writes += other.writes;
  bytes += other.bytes;
  seconds = std::max(seconds, other.seconds);
  kept_depth += other.kept_depth;
  latency.Merge(other.latency);
  call.Merge(other.call);
  lag.Merge(other.lag);
  for (std::size_t i = 0; i < by_length.size(); ++i) by_length[i] += other.by_length[i];
  unissued += other.unissued;
  series.slices.resize(std::max(series.slices.size(), other.series.slices.size()));
  for (std::size_t i = 0; i < other.series.slices.size(); ++i) {
    Series::Slice& slice = series.slices[i];
    slice.writes += other.series.slices[i].writes;
    slice.sum_ns += other.series.slices[i].sum_ns;
    slice.max_ns = std::max(slice.max_ns, other.series.slices[i].max_ns);
  }
}

void Interval::Clear() {
  latency.Clear();
  call.Clear();
  lag.Clear();
  writes = bytes = unissued = 0;
  seconds = kept_depth = pending_share = 0;
  by_length.fill(0);
  series.slices.clear();
}

void IntervalMeter::Prepare(Duration run_for) {
  interval.Clear();
  interval.series.slices.reserve(kMostSlices);
  const Duration slice = std::max<Duration>(run_for / kSlices, kShortestSlice);
  slice_ticks = std::max<std::uint64_t>(clock.Ticks(slice), 1);
  interval.series.slice_seconds = std::chrono::duration<double>(slice).count();
  open_slice = {};
  slice_ends = depth_before = depth_at_end = issued = pending = 0;
}

void IntervalMeter::CountDepthBefore(const TicketBlock& tickets) {
  for (const LoadTicket* ticket : tickets.Outstanding())
    depth_before += clock.Between(ticket->issued, begin);
}

// The interval lasts until one write has completed, however slow the system.
void IntervalMeter::CompleteLate(std::uint64_t issued_at, std::uint64_t now, std::size_t kind) {
  if (counted() != 0) {
    depth_at_end += clock.Between(issued_at, stop);
    return;
  }
  stop = now + 1;
  Complete(issued_at, now, kind);
}

// The slice that `now` falls into; the last one there is room for takes all that comes after.
void IntervalMeter::TurnSlice(std::uint64_t now) {
  std::vector<Series::Slice>& slices = interval.series.slices;
  if (slice_ends == 0) slice_ends = begin + slice_ticks;
  for (; now >= slice_ends && slices.size() + 1 < kMostSlices; slice_ends += slice_ticks) {
    slices.push_back(open_slice);
    open_slice = {};
  }
  if (now >= slice_ends) slice_ends = std::numeric_limits<std::uint64_t>::max();
}

Interval& IntervalMeter::Finish(std::uint64_t length, std::uint64_t depth,
                                std::uint32_t bytes_a_write) {
  length = std::max<std::uint64_t>(length, 1);
  interval.writes = counted();
  std::uint64_t& of_first = interval.by_length.front() = interval.writes;
  for (std::size_t kind = 1; kind < interval.by_length.size(); ++kind)
    of_first -= interval.by_length[kind];
  if (slice_ends != 0) interval.series.slices.push_back(open_slice);
  interval.bytes = interval.writes * bytes_a_write;
  interval.seconds = static_cast<double>(length) * 1e-9;
  interval.kept_depth = static_cast<double>(depth) / static_cast<double>(length);
  interval.pending_share =
      static_cast<double>(pending) / static_cast<double>(std::max<std::uint64_t>(issued, 1));
  return interval;
}

}  // namespace wfx
