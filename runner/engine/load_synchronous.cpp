#include "runner/engine/load_synchronous.h"

namespace wfx {

ReapingLoop::Answer SynchronousLoop::Call(LoadTicket& ticket, std::size_t index) {
  DWORD bytes = 0;
  const BOOL over =
      api_.WriteFile(settings_.handle, DataOf(index), ticket.length, &bytes, &ticket.overlapped);
  if (!over) return {Answer::Kind::kRefused, api_.GetLastError(), 0, false};
  return {Answer::Kind::kOver, 0, bytes, false};
}

ReapingLoop::Reaped SynchronousLoop::Reap(DWORD, Completion&) { return Reaped::kNothing; }

FaultWords SynchronousLoop::words() const { return {.from_call = "WriteFile"}; }

}  // namespace wfx
