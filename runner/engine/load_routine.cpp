// The closed loop. Issue, Complete and OnCompletion run once for each write and are kept as short
// as they can be.
#include "runner/engine/load_routine.h"

#include <algorithm>
#include <utility>

#include "runner/engine/load_routine_state.h"
#include "runner/win32/overlapped.h"
#include "runner/win32/thread_pointer.h"

// What a routine runs is one piece of code: in two calls more it takes a sixth longer.
#ifdef _MSC_VER
#define WFX_FORCE_INLINE __forceinline
#else
#define WFX_FORCE_INLINE [[gnu::always_inline]] inline
#endif

namespace wfx {
namespace {

// Where completions are queued while routines run, as under Wine, a chain of routines never lets
// the alertable wait return. So a chain ends after this time, or this many writes should the clock
// stand still.
constexpr std::chrono::milliseconds kLongestChain{100};
constexpr std::uint32_t kMostWritesInAChain = 1u << 18;

// The loop that runs on this thread.
using RunningLoop = ThreadPointer<RoutineLoop>;

}  // namespace

// `due` is when an open loop's write should have been issued; 0 in a closed one.
WFX_FORCE_INLINE void RoutineLoop::State::Issue(std::size_t index, std::uint64_t due) {
  LoadTicket& ticket = tickets[index];
  ticket.number = numbers++;
  contents.Next(ticket, index / 2);
  // In place: a copy made of two halves of an offset would wait for both.
  ticket.overlapped = OVERLAPPED{};
  SetOffset(ticket.overlapped, ticket.offset);
  ticket.status = LoadTicket::Status::kOutstanding;
  ++outstanding;
  const bool timed = meter.CountIssued();
  issuing = true;
  const std::uint64_t called = clock.Early();
  ticket.issued = due == 0 ? called : due;
  const BOOL accepted = api.WriteFileEx(handle, contents.Of(index / 2), ticket.length,
                                        &ticket.overlapped, &RoutineLoop::OnCompletion);
  const std::uint64_t returned = timed ? clock.Now() : 0;
  issuing = false;
  if (!accepted) [[unlikely]] {
    Refused(ticket);
    return;
  }
  if (timed || due != 0) [[unlikely]]
    CountCall(timed, due, called, returned);
  if (ticket.overlapped.Internal == STATUS_PENDING) ++meter.pending;
}

WFX_FORCE_INLINE void RoutineLoop::State::Complete(std::uint64_t now, DWORD error, DWORD bytes,
                                                   LPOVERLAPPED overlapped) {
  LoadTicket* const ticket = tickets.Find(overlapped);
  ++routines;
  latest = now;
  const bool sound = ticket != nullptr && ticket->status == LoadTicket::Status::kOutstanding &&
                     !issuing && error == ERROR_SUCCESS && bytes == ticket->length;
  if (!sound) [[unlikely]] {
    if (ticket == nullptr && TicketBlock::BookUnexpected(overlapped)) return;
    if (!BookFault(ticket, error, bytes)) return;
  }
  ticket->status = LoadTicket::Status::kFree;
  --outstanding;
  const std::size_t next = tickets.IndexOf(*ticket) ^ 1;
  if (broken) return;
  bytes_completed += bytes;
  meter.Complete(ticket->issued, now, ticket->kind);
  if (meter.counted() == most_writes && now < meter.stop) [[unlikely]]
    meter.stop = pause = now;
  if (now >= pause || chain_left == 0) [[unlikely]] {
    Park(next);
    return;
  }
  --chain_left;
  Issue(next, 0);
}

void CALLBACK RoutineLoop::OnCompletion(DWORD error, DWORD bytes,
                                        LPOVERLAPPED overlapped) noexcept {
  auto* const state = static_cast<State*>(RunningLoop::Get());
  if (state == nullptr) [[unlikely]] {
    if (!TicketBlock::BookUnexpected(overlapped)) TicketBlock::BookStray();
    return;
  }
  state->Complete(state->clock.Now(), error, bytes, overlapped);
}

// These two are apart, so that what runs for each write is short.
void RoutineLoop::State::CountCall(bool timed, std::uint64_t due, std::uint64_t called,
                                   std::uint64_t returned) {
  if (timed) meter.interval.call.Add(clock.Between(called, returned));
  if (due != 0) meter.interval.lag.Add(clock.Between(due, called));
}

void RoutineLoop::State::Refused(LoadTicket& ticket) {
  const DWORD error = api.GetLastError();
  broken = true;
  faults.Add({LoadFault::Kind::kCallFails, ticket.number, ticket.offset, error, 0});
  // A routine that ran inside the call has taken it off already.
  if (ticket.status != LoadTicket::Status::kOutstanding) return;
  ticket.status = LoadTicket::Status::kRefused;
  --outstanding;
}

// Books what is wrong with a routine. True when it still ends an outstanding write.
bool RoutineLoop::State::BookFault(const LoadTicket* ticket, DWORD error, DWORD bytes) {
  using Kind = LoadFault::Kind;
  broken = true;
  if (ticket == nullptr) {
    faults.Add({Kind::kStray, 0, 0, error, bytes});
    return false;
  }
  LoadFault fault{Kind::kTwice, ticket->number, ticket->offset, error, bytes, ticket->length};
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

void RoutineLoop::State::IssueOne(std::size_t index, std::uint64_t due) { Issue(index, due); }

void RoutineLoop::State::IssueParked() {
  while (!parked.empty() && !broken) {
    const std::size_t index = parked.back();
    parked.pop_back();
    IssueOne(index, 0);
  }
}

Interval& RoutineLoop::State::Run(Duration run_for, const LoopEnd& wanted) {
  meter.Prepare(run_for);
  idle = Duration{};
  // The queue is full when the interval begins, as it is when it ends: no write is counted that has
  // not another one left out in its place.
  IssueParked();
  const std::uint64_t begin = clock.Now();
  meter.Start(begin, begin + clock.Ticks(run_for));
  meter.CountDepthBefore(tickets);
  const std::uint64_t chain = clock.Ticks(kLongestChain);
  const std::uint64_t cool_down = clock.Ticks(wanted.cool_down);
  for (std::uint64_t now = begin; !broken; now = latest) {
    const std::uint64_t end = meter.stop + cool_down;
    if (now >= end && meter.counted() != 0) break;
    if (now < end) {
      pause = std::min(end, now + chain);
      chain_left = kMostWritesInAChain;
      IssueParked();
    }
    if (!broken && !WaitForRoutines()) GiveUp();
  }
  pause = 0;
  Drain();
  return meter.FinishClosed(settings.length);
}

RoutineLoop::RoutineLoop(const Win32Api& api, const Clock& clock, LoopSettings settings)
    : state_(std::make_unique<State>(api, clock, std::move(settings))) {}

RoutineLoop::~RoutineLoop() {
  // What is still outstanding may write from this memory at any time: it stays.
  if (abandoned()) state_->tickets.KeepForEver(state_->contents.data());
}

const Interval& RoutineLoop::Run(Duration run_for, const LoopEnd& end) {
  if (state_->broken) {
    state_->meter.interval.Clear();
    return state_->meter.interval;
  }
  state_->most_writes = end.most_writes;
  state_->tickets.active.store(true);
  void* const outer = RunningLoop::Get();
  RunningLoop::Set(state_.get());
  Interval& interval =
      state_->settings.rate > 0 ? state_->RunOpen(run_for) : state_->Run(run_for, end);
  RunningLoop::Set(outer);
  state_->contents.CountBytes(interval);
  state_->tickets.active.store(false);
  return interval;
}

bool RoutineLoop::broken() const { return state_->broken; }

bool RoutineLoop::abandoned() const { return state_->outstanding != 0; }

std::vector<std::string> RoutineLoop::Errors() const {
  return state_->faults.Lines(state_->settings.length, state_->settings.drain);
}

void RoutineLoop::KeepForEver(std::shared_ptr<void> owner) {
  state_->tickets.KeepForEver(std::move(owner));
}

std::uint64_t RoutineLoop::bytes_completed() const { return state_->bytes_completed; }

const LoadData& RoutineLoop::data() const { return *state_->contents.data(); }

const LoadTags* RoutineLoop::tags() const { return state_->contents.tags(); }

const LoopSettings& RoutineLoop::settings() const { return state_->settings; }

}  // namespace wfx
