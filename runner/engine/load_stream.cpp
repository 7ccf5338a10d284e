#include "runner/engine/load_stream.h"

#include <utility>

#include "runner/engine/stream_system.h"
#include "runner/hresult_names.h"

namespace wfx {
namespace {

DWORD ErrorOfStream(HRESULT result) {
  const auto code = static_cast<std::uint32_t>(result);
  return IsFailure(code) ? Win32Of(code).value_or(code) : 0;
}

}  // namespace

StreamLoop::StreamLoop(const Win32Api& api, const Clock& clock, LoopSettings settings)
    : EventLoop(api, clock, std::move(settings)),
      counts_(std::make_shared<std::vector<DWORD>>(tickets_.size())) {}

StreamLoop::~StreamLoop() {
  if (abandoned()) KeepForEver(counts_);
}

ReapingLoop::Answer StreamLoop::Write(LoadTicket& ticket, std::size_t index) {
  const HRESULT result = settings_.streams->api.WriteAsync(
      settings_.stream, DataOf(index), ticket.length, &(*counts_)[index], &ticket.overlapped);
  const auto code = static_cast<std::uint32_t>(result);
  if (SaysPending(code)) return {Answer::Kind::kUnderWay, 0, 0, IsPending(ticket)};
  if (IsFailure(code)) return {Answer::Kind::kRefused, ErrorOfStream(result), 0, false};
  return {Answer::Kind::kOver, 0, 0, false};
}

void StreamLoop::Settle(LoadTicket& ticket, Answer& answer) {
  EventLoop::Settle(ticket, answer);
  const DWORD counted = (*counts_)[tickets_.IndexOf(ticket)];
  if (answer.error == ERROR_SUCCESS && counted != answer.bytes) answer.bytes = counted;
}

DWORD StreamLoop::ResultOf(LoadTicket& ticket, DWORD& bytes) {
  return ErrorOfStream(
      settings_.streams->api.OverlappedResult(settings_.stream, &ticket.overlapped, &bytes, FALSE));
}

void StreamLoop::Cancel() { settings_.streams->api.CancelIo(settings_.stream); }

FaultWords StreamLoop::words() const {
  return {.from_call = "IStreamAsync::WriteAsync",
          .from_completion = "from IStreamAsync::OverlappedResult",
          .twice = "has its event set twice",
          .after_refusal = "failed from IStreamAsync::WriteAsync, yet it completes",
          .nothing_came = "WaitForMultipleObjectsEx saw its event unset",
          .wait = "WaitForMultipleObjectsEx"};
}

}  // namespace wfx
