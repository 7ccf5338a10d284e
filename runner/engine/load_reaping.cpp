// The closed loop of the siblings. What Issue and Complete do is done for each write.
#include "runner/engine/load_reaping.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "runner/win32/overlapped.h"

namespace wfx {
namespace {

constexpr std::uint64_t kForEver = std::numeric_limits<std::uint64_t>::max();

}  // namespace

ReapingLoop::ReapingLoop(const Win32Api& api, const Clock& clock, LoopSettings settings)
    : api_(api),
      clock_(clock),
      settings_(std::move(settings)),
      tickets_(TicketBlock::Make(settings_.name, settings_.queue_depth)),
      meter_(clock),
      contents_(settings_, tickets_),
      arrivals_(ArrivalsOf(settings_, clock)) {
  issuing_.reserve(settings_.queue_depth);
  for (std::size_t slot = 0; slot < settings_.queue_depth; ++slot) parked_.push_back(slot * 2);
}

ReapingLoop::~ReapingLoop() {
  // What is still outstanding may write from this memory at any time: it stays.
  if (outstanding_ != 0) tickets_.KeepForEver(contents_.data());
}

std::vector<std::string> ReapingLoop::Errors() const {
  return faults_.Lines(settings_.length, settings_.drain, words());
}

const Interval& ReapingLoop::Run(Duration run_for, const LoopEnd& end) {
  if (broken_) {
    meter_.interval.Clear();
    return meter_.interval;
  }
  Interval& interval =
      settings_.rate > 0 ? RunOpen(run_for, end.most_writes) : RunClosed(run_for, end);
  contents_.CountBytes(interval);
  return interval;
}

Interval& ReapingLoop::RunClosed(Duration run_for, const LoopEnd& wanted) {
  most_writes_ = wanted.most_writes;
  meter_.Prepare(run_for);
  idle_ = Duration{};
  // As in every closed loop the queue is full when the interval begins, as far as the system keeps
  // anything outstanding; what is over by then is in no figure.
  counting_ = false;
  latest_ = 0;
  IssueParked(kForEver);
  const std::uint64_t begin = clock_.Now();
  meter_.Start(begin, begin + clock_.Ticks(run_for));
  meter_.CountDepthBefore(tickets_);
  counting_ = true;
  latest_ = begin;
  const std::uint64_t cool_down = clock_.Ticks(wanted.cool_down);
  while (!broken_) {
    const std::uint64_t end = meter_.stop + cool_down;
    if (latest_ >= end && meter_.counted() != 0) break;
    if (latest_ < end || outstanding_ == 0) IssueParked(end);
    if (broken_ || outstanding_ == 0) continue;
    const bool nothing_to_issue = parked_.empty() || latest_ >= end;
    if (!ReapOne(nothing_to_issue ? OneWait() : 0)) GiveUp();
  }
  Drain();
  return meter_.FinishClosed(settings_.length);
}

// Those that are parked now, once each: what is over in its call must not keep completions from
// being reaped. At least one; and no more after `until`.
void ReapingLoop::IssueParked(std::uint64_t until) {
  issuing_.swap(parked_);
  std::size_t next = 0;
  while (next < issuing_.size() && !broken_) {
    Issue(issuing_[next++], 0);
    if (latest_ >= until) break;
  }
  parked_.insert(parked_.end(), issuing_.begin() + static_cast<std::ptrdiff_t>(next),
                 issuing_.end());
  issuing_.clear();
}

// `due` is when an open loop's write should have been issued; 0 in a closed one.
void ReapingLoop::Issue(std::size_t index, std::uint64_t due) {
  LoadTicket& ticket = tickets_[index];
  ticket.number = numbers_++;
  contents_.Next(ticket, index / 2);
  ticket.overlapped = OverlappedAt(ticket.offset);
  ticket.status = LoadTicket::Status::kOutstanding;
  ++outstanding_;
  const bool timed = meter_.CountIssued();
  const std::uint64_t called = clock_.Early();
  ticket.issued = due == 0 ? called : due;
  Answer answer = Call(ticket, index);
  const bool over = answer.kind == Answer::Kind::kOver;
  const std::uint64_t returned = timed || over ? clock_.Now() : 0;
  if (answer.kind == Answer::Kind::kRefused) return Refuse(ticket, answer.error);
  if (timed) meter_.interval.call.Add(clock_.Between(called, returned));
  if (due != 0) meter_.interval.lag.Add(clock_.Between(due, called));
  if (answer.pends) ++meter_.pending;
  if (!over) return;
  Settle(ticket, answer);
  Complete({&ticket.overlapped, answer.error, answer.bytes, returned});
}

void ReapingLoop::Complete(const Completion& completion) {
  LoadTicket* const ticket = tickets_.Find(completion.overlapped);
  latest_ = completion.at;
  const bool sound = ticket != nullptr && ticket->status == LoadTicket::Status::kOutstanding &&
                     completion.error == ERROR_SUCCESS && completion.bytes == ticket->length;
  if (!sound && !BookFault(ticket, completion)) return;
  ticket->status = LoadTicket::Status::kFree;
  --outstanding_;
  // The other ticket of the slot, so that a second completion of this one is recognized.
  const std::size_t index = tickets_.IndexOf(*ticket);
  parked_.push_back(index ^ 1);
  contents_.Parked(index / 2);
  if (broken_) return;
  bytes_completed_ += completion.bytes;
  if (!counting_) return;
  meter_.Complete(ticket->issued, completion.at, ticket->kind);
  if (meter_.counted() == most_writes_ && completion.at < meter_.stop) meter_.stop = completion.at;
}

// Books what is wrong with a completion. True when it still ends an outstanding write.
bool ReapingLoop::BookFault(const LoadTicket* ticket, const Completion& completion) {
  using Kind = LoadFault::Kind;
  broken_ = true;
  if (ticket == nullptr) {
    faults_.Add({Kind::kStray, 0, 0, completion.error, completion.bytes});
    return false;
  }
  LoadFault fault{Kind::kTwice,     ticket->number,   ticket->offset,
                  completion.error, completion.bytes, ticket->length};
  bool ends_a_write = ticket->status == LoadTicket::Status::kOutstanding;
  if (giving_up_ && ends_a_write) return completion.error != ERROR_IO_INCOMPLETE;
  if (ticket->status == LoadTicket::Status::kRefused) {
    fault.kind = Kind::kAfterRefusal;
  } else if (ends_a_write && completion.error == ERROR_IO_INCOMPLETE) {
    fault.kind = Kind::kEarly;
    ends_a_write = false;
  } else if (ends_a_write) {
    fault.kind = completion.error != ERROR_SUCCESS ? Kind::kCompletionFails : Kind::kWrongCount;
  }
  faults_.Add(fault);
  return ends_a_write;
}

void ReapingLoop::BookTwice(const LoadTicket& ticket) {
  broken_ = true;
  faults_.Add({LoadFault::Kind::kTwice, ticket.number, ticket.offset, 0, 0});
}

void ReapingLoop::Refuse(LoadTicket& ticket, DWORD error) {
  broken_ = true;
  faults_.Add({LoadFault::Kind::kCallFails, ticket.number, ticket.offset, error, 0});
  ticket.status = LoadTicket::Status::kRefused;
  --outstanding_;
}

void ReapingLoop::Settle(LoadTicket&, Answer&) {}

ReapingLoop::Answer ReapingLoop::AnswerOf(BOOL over, const LoadTicket& ticket) const {
  if (over) return {Answer::Kind::kOver, 0, 0, false};
  const DWORD error = api_.GetLastError();
  if (error != ERROR_IO_PENDING) return {Answer::Kind::kRefused, error, 0, false};
  return {Answer::Kind::kUnderWay, 0, 0, IsPending(ticket)};
}

bool ReapingLoop::IsPending(const LoadTicket& ticket) {
  const auto* internal = const_cast<const volatile ULONG_PTR*>(&ticket.overlapped.Internal);
  return static_cast<DWORD>(*internal) == STATUS_PENDING;
}

}  // namespace wfx
