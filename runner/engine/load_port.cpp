#include "runner/engine/load_port.h"

#include <stdexcept>

#include "runner/names.h"

namespace wfx {

PortLoop::PortLoop(const Win32Api& api, const Clock& clock, LoopSettings settings)
    : ReapingLoop(api, clock, std::move(settings)),
      port_(api, api.CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1)) {
  if (!port_.valid() ||
      api.CreateIoCompletionPort(settings_.handle, port_.get(), 0, 0) == nullptr) {
    throw std::runtime_error("CreateIoCompletionPort failed with " +
                             DescribeError(api.GetLastError()));
  }
}

ReapingLoop::Answer PortLoop::Call(LoadTicket& ticket, std::size_t index) {
  const BOOL over = api_.WriteFile(settings_.handle, DataOf(index), ticket.length, nullptr,
                                   &ticket.overlapped);
  Answer answer = AnswerOf(over, ticket);
  if (over) answer.kind = Answer::Kind::kUnderWay;
  return answer;
}

ReapingLoop::Reaped PortLoop::Reap(DWORD milliseconds, Completion& completion) {
  ULONG_PTR key = 0;
  const BOOL sound = api_.GetQueuedCompletionStatus(port_.get(), &completion.bytes, &key,
                                                    &completion.overlapped, milliseconds);
  completion.at = clock_.Now();
  if (sound) return Reaped::kOne;
  completion.error = api_.GetLastError();
  if (completion.overlapped != nullptr) return Reaped::kOne;
  return completion.error == WAIT_TIMEOUT ? Reaped::kNothing : Reaped::kFailed;
}

FaultWords PortLoop::words() const {
  return {.from_call = "WriteFile",
          .from_completion = "from GetQueuedCompletionStatus",
          .after_refusal = "failed from WriteFile, yet GetQueuedCompletionStatus gives its packet",
          .stray = "GetQueuedCompletionStatus gives an OVERLAPPED that no write was given",
          .nothing_came = "GetQueuedCompletionStatus gave nothing",
          .wait = "GetQueuedCompletionStatus"};
}

}  // namespace wfx
