#include "runner/engine/load_ring.h"

#include <stdexcept>
#include <string>
#include <utility>

#include "runner/hresult_names.h"
#include "runner/names.h"

namespace wfx {
namespace {

std::uint32_t Bits(HRESULT result) { return static_cast<std::uint32_t>(result); }

// A Win32 error where it is one.
DWORD ErrorIn(HRESULT result) { return Win32Of(Bits(result)).value_or(Bits(result)); }

}  // namespace

RingLoop::RingLoop(const Win32Api& api, const Clock& clock, LoopSettings settings)
    : ReapingLoop(api, clock, std::move(settings)),
      event_(api, api.CreateEventW(nullptr, FALSE, FALSE, nullptr)),
      known_(2 * std::size_t{settings_.queue_depth}) {
  if (!event_.valid())
    throw std::runtime_error("CreateEventW failed with " + DescribeError(api.GetLastError()));
  HRESULT result = api.CreateIoRing(IORING_VERSION_3, {}, settings_.queue_depth,
                                    2 * settings_.queue_depth, &ring_);
  if (IsFailure(Bits(result)))
    throw std::runtime_error("CreateIoRing gives " + DescribeHresult(Bits(result)));
  result = api.SetIoRingCompletionEvent(ring_, event_.get());
  if (!IsFailure(Bits(result))) return;
  api.CloseIoRing(ring_);
  throw std::runtime_error("SetIoRingCompletionEvent gives " + DescribeHresult(Bits(result)));
}

// A ring with writes in it stays: what closing it does to them is not said.
RingLoop::~RingLoop() {
  if (abandoned()) {
    event_.release();
  } else {
    api_.CloseIoRing(ring_);
  }
}

ReapingLoop::Answer RingLoop::Call(LoadTicket& ticket, std::size_t index) {
  IORING_HANDLE_REF file{};
  file.Kind = IORING_REF_RAW;
  file.Handle.Handle = settings_.handle;
  IORING_BUFFER_REF buffer{};
  buffer.Kind = IORING_REF_RAW;
  buffer.Buffer.Address = const_cast<char*>(DataOf(index));
  HRESULT result =
      api_.BuildIoRingWriteFile(ring_, file, buffer, ticket.length, ticket.offset, 0, index, 0);
  if (IsFailure(Bits(result))) {
    refused_by_ = "BuildIoRingWriteFile";
    return {Answer::Kind::kRefused, ErrorIn(result), 0, false};
  }
  next_number_ = ticket.number + 1;
  result = api_.SubmitIoRing(ring_, 0, 0, nullptr);
  if (!IsFailure(Bits(result))) return {Answer::Kind::kUnderWay, 0, 0, false};
  refused_by_ = "SubmitIoRing";
  return {Answer::Kind::kRefused, ErrorIn(result), 0, false};
}

ReapingLoop::Reaped RingLoop::Pop(Completion& completion) {
  IORING_CQE entry{};
  const HRESULT result = api_.PopIoRingCompletion(ring_, &entry);
  if (IsFailure(Bits(result))) {
    failed_in_ = "PopIoRingCompletion";
    completion.error = ErrorIn(result);
    return Reaped::kFailed;
  }
  if (result != 0) return Reaped::kNothing;  // S_FALSE
  const bool known = entry.UserData < tickets_.size();
  completion.overlapped = known ? &tickets_[entry.UserData].overlapped : nullptr;
  completion.error = IsFailure(Bits(entry.ResultCode)) ? ErrorIn(entry.ResultCode) : 0;
  completion.bytes = static_cast<DWORD>(entry.Information);
  return Reaped::kOne;
}

bool RingLoop::Look(Completion& failure) {
  while (taken_ < known_.size()) {
    Completion completion;
    const Reaped popped = Pop(completion);
    if (popped == Reaped::kFailed) failure = completion;
    if (popped != Reaped::kOne) {
      looked_at_ = next_number_;
      return popped == Reaped::kNothing;
    }
    const LoadTicket* const ticket = tickets_.Find(completion.overlapped);
    if (ticket != nullptr && ticket->number < looked_at_) ++meter_.pending;
    known_[(first_ + taken_++) % known_.size()] = completion;
  }
  return true;
}

// The event is set when there is a first entry again: it is waited for only when none is left.
ReapingLoop::Reaped RingLoop::Reap(DWORD milliseconds, Completion& completion) {
  if (!Look(completion)) return Reaped::kFailed;
  if (taken_ == 0 && milliseconds != 0) {
    if (api_.WaitForSingleObjectEx(event_.get(), milliseconds, FALSE) == WAIT_FAILED) {
      failed_in_ = "WaitForSingleObjectEx";
      completion.error = api_.GetLastError();
      return Reaped::kFailed;
    }
    if (!Look(completion)) return Reaped::kFailed;
  }
  if (taken_ == 0) return Reaped::kNothing;
  // As with packets of a port, an entry's write is over when its turn comes, not when it was seen
  // among others.
  completion = known_[first_];
  completion.at = clock_.Now();
  first_ = (first_ + 1) % known_.size();
  --taken_;
  return Reaped::kOne;
}

// CancelIo reaches the requests of a thread, which a ring's need not be.
void RingLoop::Cancel() {}

FaultWords RingLoop::words() const {
  return {.from_call = refused_by_,
          .from_completion = "in its entry from PopIoRingCompletion",
          .after_refusal = "failed when it was submitted, yet PopIoRingCompletion gives its entry",
          .stray = "PopIoRingCompletion gives an entry that no write was given",
          .nothing_came = "PopIoRingCompletion gave nothing",
          .wait = failed_in_};
}

}  // namespace wfx
