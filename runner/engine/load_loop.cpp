// The closed loop. Everything from OnCompletion to Issue runs once for each write and is kept as
// short as it can be.
#include "runner/engine/load_loop.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "runner/engine/load_state.h"
#include "runner/win32/overlapped.h"

namespace wfx {
namespace {

// Where completions are queued while routines run, as under Wine, a chain of routines never lets
// the alertable wait return. So a chain ends after this time, or this many writes should the clock
// stand still.
constexpr std::chrono::milliseconds kLongestChain{100};
constexpr std::uint32_t kMostWritesInAChain = 1u << 18;
// A stamp costs more than all else the loop does for a write, so only one call of so many is timed.
constexpr std::uint64_t kCallsATiming = 8;
// An interval's slices. One that lasts longer than it was to has more, to a bound: routines never
// allocate.
constexpr int kSlices = 100;
constexpr std::size_t kMostSlices = 2 * kSlices + 8;
constexpr std::chrono::milliseconds kShortestSlice{10};

// The loop that runs on this thread.
thread_local void* running_loop = nullptr;

}  // namespace

void CALLBACK ClosedLoop::OnCompletion(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) noexcept {
  auto* const state = static_cast<State*>(running_loop);
  if (state == nullptr) {
    if (!TicketBlock::BookUnexpected(overlapped)) TicketBlock::BookStray();
    return;
  }
  state->Complete(state->clock.Now(), error, bytes, overlapped);
}

void ClosedLoop::State::Complete(std::uint64_t now, DWORD error, DWORD bytes,
                                 LPOVERLAPPED overlapped) {
  LoadTicket* const ticket = tickets.Find(overlapped);
  ++routines;
  latest = now;
  const bool sound = ticket != nullptr && ticket->status == LoadTicket::Status::kOutstanding &&
                     !issuing && error == ERROR_SUCCESS && bytes == settings.length;
  if (!sound) {
    if (ticket == nullptr && TicketBlock::BookUnexpected(overlapped)) return;
    if (!BookFault(ticket, error, bytes)) return;
  }
  ticket->status = LoadTicket::Status::kFree;
  --outstanding;
  const std::size_t next = tickets.IndexOf(*ticket) ^ 1;
  if (broken) return;
  bytes_completed += bytes;
  if (now < stop) {
    const std::uint64_t took = clock.Between(ticket->issued, now);
    interval.latency.Add(took);
    CountInSlice(now, took);
    if (interval.latency.count() == settings.most_writes) stop = pause = now;
  } else {
    CountAtEnd(now, *ticket);
  }
  if (now >= pause || chain_left == 0) {
    Park(next);
    return;
  }
  --chain_left;
  Issue(next, 0);
}

// The interval lasts until one write has completed, however slow the system.
void ClosedLoop::State::CountAtEnd(std::uint64_t now, const LoadTicket& ticket) {
  if (interval.latency.count() == 0) {
    stop = now;
    interval.latency.Add(clock.Between(ticket.issued, now));
  } else {
    depth_at_end += clock.Between(ticket.issued, stop);
  }
}

// `due` is when an open loop's write should have been issued; 0 in a closed one.
void ClosedLoop::State::Issue(std::size_t index, std::uint64_t due) {
  LoadTicket& ticket = tickets[index];
  ticket.number = numbers++;
  ticket.offset = places.Next();
  ticket.overlapped = OverlappedAt(ticket.offset);
  ticket.status = LoadTicket::Status::kOutstanding;
  ++outstanding;
  const bool timed = issued++ % kCallsATiming == 0;
  issuing = true;
  const std::uint64_t called = clock.Now();
  ticket.issued = due == 0 ? called : due;
  const BOOL accepted = api.WriteFileEx(settings.handle, data->Of(index / 2), settings.length,
                                        &ticket.overlapped, &ClosedLoop::OnCompletion);
  const std::uint64_t returned = timed ? clock.Now() : 0;
  issuing = false;
  if (!accepted) {
    Refused(ticket);
    return;
  }
  if (timed) interval.call.Add(clock.Between(called, returned));
  if (due != 0) interval.lag.Add(clock.Between(due, called));
  if (ticket.overlapped.Internal == STATUS_PENDING) ++pending;
}

void ClosedLoop::State::Refused(LoadTicket& ticket) {
  const DWORD error = api.GetLastError();
  broken = true;
  faults.Add({LoadFault::Kind::kCallFails, ticket.number, ticket.offset, error, 0});
  // A routine that ran inside the call has taken it off already.
  if (ticket.status != LoadTicket::Status::kOutstanding) return;
  ticket.status = LoadTicket::Status::kRefused;
  --outstanding;
}

// Books what is wrong with a routine. True when it still ends an outstanding write.
bool ClosedLoop::State::BookFault(const LoadTicket* ticket, DWORD error, DWORD bytes) {
  using Kind = LoadFault::Kind;
  broken = true;
  if (ticket == nullptr) {
    faults.Add({Kind::kStray, 0, 0, error, bytes});
    return false;
  }
  LoadFault fault{Kind::kTwice, ticket->number, ticket->offset, error, bytes};
  const bool ends_a_write = ticket->status == LoadTicket::Status::kOutstanding;
  if (giving_up && ends_a_write) return true;
  if (ticket->status == LoadTicket::Status::kRefused) {
    fault.kind = Kind::kAfterRefusal;
  } else if (ends_a_write && issuing) {
    fault.kind = Kind::kInsideCall;
  } else if (ends_a_write) {
    fault.kind = error != ERROR_SUCCESS ? Kind::kCompletionFails : Kind::kWrongCount;
  }
  faults.Add(fault);
  return ends_a_write;
}

void ClosedLoop::State::IssueParked() {
  while (!parked.empty() && !broken) {
    const std::size_t index = parked.back();
    parked.pop_back();
    Issue(index, 0);
  }
}

void ClosedLoop::State::BeginInterval(Duration run_for) {
  interval = Interval();
  interval.series.slices.reserve(kMostSlices);
  const Duration slice = std::max<Duration>(run_for / kSlices, kShortestSlice);
  slice_ticks = std::max<std::uint64_t>(clock.Ticks(slice), 1);
  interval.series.slice_seconds = std::chrono::duration<double>(slice).count();
  slice_ends = 0;
  depth_at_end = issued = pending = 0;
  idle = Duration{};
}

inline void ClosedLoop::State::CountInSlice(std::uint64_t now, std::uint64_t took) {
  if (now >= slice_ends) TurnSlice(now);
  Series::Slice& slice = interval.series.slices.back();
  ++slice.writes;
  slice.sum_ns += took;
  slice.max_ns = std::max(slice.max_ns, took);
}

// The slice that `now` falls into; the last one there is room for takes all that comes after.
void ClosedLoop::State::TurnSlice(std::uint64_t now) {
  std::vector<Series::Slice>& slices = interval.series.slices;
  if (slices.empty()) {
    slices.emplace_back();
    slice_ends = interval_begin + slice_ticks;
  }
  for (; now >= slice_ends && slices.size() < kMostSlices; slice_ends += slice_ticks)
    slices.emplace_back();
  if (now >= slice_ends) slice_ends = std::numeric_limits<std::uint64_t>::max();
}

// `length` and `depth`, the sum of what each write was outstanding, in nanoseconds.
void ClosedLoop::State::EndInterval(std::uint64_t length, std::uint64_t depth) {
  length = std::max<std::uint64_t>(length, 1);
  interval.writes = interval.latency.count();
  interval.bytes = interval.writes * settings.length;
  interval.seconds = static_cast<double>(length) * 1e-9;
  interval.kept_depth = static_cast<double>(depth) / static_cast<double>(length);
  interval.pending_share =
      static_cast<double>(pending) / static_cast<double>(std::max<std::uint64_t>(issued, 1));
}

Interval ClosedLoop::State::Run(Duration run_for) {
  BeginInterval(run_for);
  // The queue is full when the interval begins, as it is when it ends: no write is counted that has
  // not another one left out in its place.
  IssueParked();
  const std::uint64_t begin = interval_begin = clock.Now();
  const std::uint64_t depth_before = DepthBefore(begin);
  const std::uint64_t chain = clock.Ticks(kLongestChain);
  stop = begin + clock.Ticks(run_for);
  const std::uint64_t cool_down = clock.Ticks(settings.cool_down);
  for (std::uint64_t now = begin; !broken; now = latest) {
    const bool counted = interval.latency.count() != 0;
    if (now >= stop + cool_down && counted) break;
    if (now < stop + cool_down) {
      pause = std::min(stop + cool_down, now + chain);
      chain_left = kMostWritesInAChain;
      IssueParked();
    }
    if (!broken && !WaitForRoutines()) GiveUp();
  }
  pause = 0;
  Drain();
  EndInterval(clock.Between(begin, stop), interval.latency.sum() + depth_at_end - depth_before);
  return std::move(interval);
}

// How long the writes that are outstanding have been so already, in nanoseconds.
std::uint64_t ClosedLoop::State::DepthBefore(std::uint64_t begin) const {
  std::uint64_t depth = 0;
  for (std::size_t index = 0; index < tickets.size(); ++index) {
    const LoadTicket& ticket = tickets[index];
    if (ticket.status == LoadTicket::Status::kOutstanding)
      depth += clock.Between(ticket.issued, begin);
  }
  return depth;
}

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
  unissued += other.unissued;
  series.slices.resize(std::max(series.slices.size(), other.series.slices.size()));
  for (std::size_t i = 0; i < other.series.slices.size(); ++i) {
    Series::Slice& slice = series.slices[i];
    slice.writes += other.series.slices[i].writes;
    slice.sum_ns += other.series.slices[i].sum_ns;
    slice.max_ns = std::max(slice.max_ns, other.series.slices[i].max_ns);
  }
}

ClosedLoop::ClosedLoop(const Win32Api& api, const Clock& clock, LoopSettings settings)
    : state_(std::make_unique<State>(api, clock, std::move(settings))) {}

ClosedLoop::~ClosedLoop() {
  // What is still outstanding may write from this memory at any time: it stays.
  if (abandoned()) state_->tickets.KeepForEver(std::move(state_->data));
}

Interval ClosedLoop::Run(Duration run_for) {
  if (state_->broken) return Interval();
  state_->tickets.active.store(true);
  void* const outer = std::exchange(running_loop, state_.get());
  Interval interval = state_->settings.rate > 0 ? state_->RunOpen(run_for) : state_->Run(run_for);
  running_loop = outer;
  state_->tickets.active.store(false);
  return interval;
}

bool ClosedLoop::broken() const { return state_->broken; }

bool ClosedLoop::abandoned() const { return state_->outstanding != 0; }

std::vector<std::string> ClosedLoop::Errors() const {
  return state_->faults.Lines(state_->settings.length, state_->settings.drain);
}

void ClosedLoop::KeepForEver(std::shared_ptr<void> owner) {
  state_->tickets.KeepForEver(std::move(owner));
}

std::uint64_t ClosedLoop::bytes_completed() const { return state_->bytes_completed; }

const LoadData& ClosedLoop::data() const { return *state_->data; }

const LoopSettings& ClosedLoop::settings() const { return state_->settings; }

}  // namespace wfx
