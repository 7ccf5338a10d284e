// The closed loop. Everything from OnCompletion to Issue runs once for each write and is kept as
// short as it can be.
#include "runner/engine/load_loop.h"

#include <algorithm>
#include <utility>

#include "runner/engine/load_data.h"
#include "runner/engine/load_fault.h"
#include "runner/engine/load_ticket.h"

namespace wfx {
namespace {

// Where completions are queued while routines run, as under Wine, a chain of routines never lets
// the alertable wait return. So a chain ends after this time, or this many writes should the clock
// stand still.
constexpr std::chrono::milliseconds kLongestChain{100};
constexpr std::uint32_t kMostWritesInAChain = 1u << 18;
// One alertable wait; between two the loop looks at the clock.
constexpr std::chrono::milliseconds kOneWait{100};
// A stamp costs more than all else the loop does for a write, so only one call of so many is timed.
constexpr std::uint64_t kCallsATiming = 8;
// Waits that look for a second routine of a write that has completed.
constexpr int kLooksForMore = 4;

}  // namespace

struct ClosedLoop::State {
  State(const Win32Api& table, const Clock& stamps, LoopSettings wanted)
      : api(table),
        clock(stamps),
        settings(std::move(wanted)),
        tickets(TicketBlock::Make(settings.name, settings.queue_depth)),
        data(std::make_shared<LoadData>(settings.queue_depth, settings.length, settings.alignment,
                                        settings.seed)),
        places(settings.pattern, settings.length, settings.size, settings.seed) {
    // Taken from the back: slot 0 first.
    for (std::size_t slot = settings.queue_depth; slot-- > 0;) parked.push_back(slot * 2);
  }

  Interval Run(Duration run_for);
  void IssueParked();
  std::uint64_t DepthBefore(std::uint64_t begin) const;
  void Issue(std::size_t index);
  void Complete(std::uint64_t now, DWORD error, DWORD bytes, LPOVERLAPPED overlapped);
  bool BookFault(const LoadTicket* ticket, DWORD error, DWORD bytes);
  void Refused(LoadTicket& ticket);
  void CountAtEnd(std::uint64_t now, const LoadTicket& ticket);
  void Park(std::size_t index) { parked.push_back(index); }

  bool WaitForRoutines();
  void Drain();
  void LookForMore();
  void GiveUp();
  void BookElsewhere();

  const Win32Api& api;
  const Clock& clock;
  const LoopSettings settings;
  TicketBlock& tickets;
  std::shared_ptr<LoadData> data;
  LoadPlaces places;
  // Indexes of tickets to issue. There is room for one of each slot: routines never make it grow.
  std::vector<std::size_t> parked;

  Interval interval;
  std::uint64_t latest = 0;        // stamp of the last routine, or of a wait without one
  std::uint64_t stop = 0;          // stamp at which the interval ends
  std::uint64_t pause = 0;         // stamp from which routines issue nothing in this wait
  std::uint32_t chain_left = 0;    // writes that routines may still issue in this wait
  std::uint64_t depth_at_end = 0;  // nanoseconds, of writes that were outstanding at `stop`
  std::uint64_t issued = 0;        // writes of the interval
  std::uint64_t pending = 0;       // of these, pending after the call
  std::uint64_t numbers = 0;       // writes issued so far
  std::uint64_t routines = 0;      // that ran so far
  std::uint64_t bytes_completed = 0;
  std::uint32_t outstanding = 0;
  bool issuing = false;  // a WriteFileEx of ours is on the stack
  bool broken = false;
  bool giving_up = false;        // lost writes are cancelled: their routines report nothing new
  Duration idle{};               // since a routine last ran, as the waits say
  std::uint64_t idle_since = 0;  // the same, as the clock says
  std::uint32_t elsewhere = 0;   // of runs_elsewhere, those booked
  FaultLog faults;
};

namespace {
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
    interval.latency.Add(clock.Between(ticket->issued, now));
  } else {
    CountAtEnd(now, *ticket);
  }
  if (now >= pause || chain_left == 0) {
    Park(next);
    return;
  }
  --chain_left;
  Issue(next);
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

void ClosedLoop::State::Issue(std::size_t index) {
  LoadTicket& ticket = tickets[index];
  ticket.number = numbers++;
  ticket.offset = places.Next();
  ticket.overlapped = OVERLAPPED{};
  ticket.overlapped.Offset = static_cast<DWORD>(ticket.offset);
  ticket.overlapped.OffsetHigh = static_cast<DWORD>(ticket.offset >> 32);
  ticket.status = LoadTicket::Status::kOutstanding;
  ++outstanding;
  const bool timed = issued++ % kCallsATiming == 0;
  issuing = true;
  ticket.issued = clock.Now();
  const BOOL accepted = api.WriteFileEx(settings.handle, data->Of(index / 2), settings.length,
                                        &ticket.overlapped, &ClosedLoop::OnCompletion);
  const std::uint64_t returned = timed ? clock.Now() : 0;
  issuing = false;
  if (!accepted) {
    Refused(ticket);
    return;
  }
  if (timed) interval.call.Add(clock.Between(ticket.issued, returned));
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
    Issue(index);
  }
}

Interval ClosedLoop::State::Run(Duration run_for) {
  interval = Interval();
  depth_at_end = issued = pending = 0;
  idle = Duration{};
  // The queue is full when the interval begins, as it is when it ends: no write is counted that has
  // not another one left out in its place.
  IssueParked();
  const std::uint64_t begin = clock.Now();
  const std::uint64_t depth_before = DepthBefore(begin);
  const std::uint64_t chain = clock.Ticks(kLongestChain);
  stop = begin + clock.Ticks(run_for);
  for (std::uint64_t now = begin; !broken; now = latest) {
    const bool counted = interval.latency.count() != 0;
    if (now >= stop && counted) break;
    if (now < stop) {
      pause = std::min(stop, now + chain);
      chain_left = kMostWritesInAChain;
      IssueParked();
    }
    if (!broken && !WaitForRoutines()) GiveUp();
  }
  pause = 0;
  Drain();
  interval.writes = interval.latency.count();
  interval.bytes = interval.writes * settings.length;
  const std::uint64_t length = std::max<std::uint64_t>(clock.Between(begin, stop), 1);
  interval.seconds = static_cast<double>(length) * 1e-9;
  interval.kept_depth = static_cast<double>(interval.latency.sum() + depth_at_end - depth_before) /
                        static_cast<double>(length);
  interval.pending_share =
      static_cast<double>(pending) / static_cast<double>(std::max<std::uint64_t>(issued, 1));
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

// One alertable wait. False when no routine has run for too long.
bool ClosedLoop::State::WaitForRoutines() {
  const std::uint64_t before = routines;
  const Duration wait = std::min<Duration>(
      kOneWait, std::max<Duration>(settings.drain, std::chrono::milliseconds(1)));
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

void ClosedLoop::State::Drain() {
  idle = Duration{};
  while (outstanding != 0 && !giving_up) {
    if (!WaitForRoutines()) GiveUp();
  }
  LookForMore();
}

void ClosedLoop::State::LookForMore() {
  for (int look = 0; look < kLooksForMore; ++look) {
    const std::uint64_t before = routines;
    api.SleepEx(0, TRUE);
    if (routines == before) break;
  }
  BookElsewhere();
}

// Names the writes that are lost, then tries to get them back so that their memory need not be
// left.
void ClosedLoop::State::GiveUp() {
  broken = giving_up = true;
  std::vector<const LoadTicket*> lost;
  for (std::size_t index = 0; index < tickets.size(); ++index) {
    if (tickets[index].status == LoadTicket::Status::kOutstanding) lost.push_back(&tickets[index]);
  }
  std::ranges::sort(lost, {}, &LoadTicket::number);
  for (const LoadTicket* ticket : lost) {
    faults.Add({LoadFault::Kind::kNever, ticket->number, ticket->offset, 0, 0});
  }
  if (api.CancelIo != nullptr) api.CancelIo(settings.handle);
  idle = Duration{};
  while (outstanding != 0 && WaitForRoutines()) {
  }
}

void ClosedLoop::State::BookElsewhere() {
  const std::uint32_t runs = tickets.runs_elsewhere.load();
  for (; elsewhere != runs; ++elsewhere) faults.Add({LoadFault::Kind::kElsewhere, 0, 0, 0, 0});
  if (runs != 0) broken = true;
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
  Interval interval = state_->Run(run_for);
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

}  // namespace wfx
