#include "runner/engine/load_event.h"

#include <stdexcept>

#include "runner/names.h"

namespace wfx {

EventLoop::EventLoop(const Win32Api& api, const Clock& clock, LoopSettings settings)
    : ReapingLoop(api, clock, std::move(settings)),
      events_(std::make_shared<std::vector<Handle>>()),
      was_waited_for_(tickets_.size()) {
  for (std::size_t index = 0; index < tickets_.size(); ++index) {
    Handle event(api, api.CreateEventW(nullptr, FALSE, FALSE, nullptr));
    if (!event.valid())
      throw std::runtime_error("CreateEventW failed with " + DescribeError(api.GetLastError()));
    events_->push_back(std::move(event));
  }
  waited_for_.reserve(settings_.queue_depth);
  indexes_.reserve(settings_.queue_depth);
}

EventLoop::~EventLoop() {
  if (abandoned()) KeepForEver(events_);
}

ReapingLoop::Answer EventLoop::Call(LoadTicket& ticket, std::size_t index) {
  const HANDLE event = (*events_)[index].get();
  ticket.overlapped.hEvent = event;
  const Answer answer = Write(ticket, index);
  was_waited_for_[index] = false;
  if (answer.kind == Answer::Kind::kUnderWay) {
    waited_for_.push_back(event);
    indexes_.push_back(index);
  }
  return answer;
}

void EventLoop::Settle(LoadTicket& ticket, Answer& answer) {
  answer.error = ResultOf(ticket, answer.bytes);
}

ReapingLoop::Reaped EventLoop::Reap(DWORD milliseconds, Completion& completion) {
  if (waited_for_.empty()) return Reaped::kNothing;
  const auto count = static_cast<DWORD>(waited_for_.size());
  const DWORD result =
      api_.WaitForMultipleObjectsEx(count, waited_for_.data(), FALSE, milliseconds, FALSE);
  completion.at = clock_.Now();
  if (result == WAIT_TIMEOUT) return Reaped::kNothing;
  if (result >= count) {
    completion.error = result == WAIT_FAILED ? api_.GetLastError() : result;
    return Reaped::kFailed;
  }
  const std::size_t index = indexes_[result];
  LoadTicket& ticket = tickets_[index];
  completion.overlapped = &ticket.overlapped;
  completion.error = ResultOf(ticket, completion.bytes);
  if (completion.error == ERROR_IO_INCOMPLETE) return Reaped::kOne;
  was_waited_for_[index] = true;
  waited_for_.erase(waited_for_.begin() + static_cast<std::ptrdiff_t>(result));
  indexes_.erase(indexes_.begin() + static_cast<std::ptrdiff_t>(result));
  return Reaped::kOne;
}

// An event whose signal was taken, and that is set although nothing is outstanding with it.
void EventLoop::LookForMore() {
  for (std::size_t index = 0; index < tickets_.size(); ++index) {
    if (!was_waited_for_[index]) continue;
    if (api_.WaitForSingleObjectEx((*events_)[index].get(), 0, FALSE) == WAIT_OBJECT_0)
      BookTwice(tickets_[index]);
  }
}

ReapingLoop::Answer FileEventLoop::Write(LoadTicket& ticket, std::size_t index) {
  const BOOL over = api_.WriteFile(settings_.handle, DataOf(index), ticket.length, nullptr,
                                   &ticket.overlapped);
  return AnswerOf(over, ticket);
}

DWORD FileEventLoop::ResultOf(LoadTicket& ticket, DWORD& bytes) {
  const BOOL sound = api_.GetOverlappedResult(settings_.handle, &ticket.overlapped, &bytes, FALSE);
  return sound ? ERROR_SUCCESS : api_.GetLastError();
}

FaultWords FileEventLoop::words() const {
  return {.from_call = "WriteFile",
          .from_completion = "from GetOverlappedResult",
          .twice = "has its event set twice",
          .after_refusal = "failed from WriteFile, yet it completes",
          .nothing_came = "WaitForMultipleObjectsEx saw its event unset",
          .wait = "WaitForMultipleObjectsEx"};
}

}  // namespace wfx
