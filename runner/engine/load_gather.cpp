#include "runner/engine/load_gather.h"

#include <stdexcept>
#include <string>

#include "runner/win32/memory.h"

namespace wfx {

GatherLoop::GatherLoop(const Win32Api& api, const Clock& clock, LoopSettings settings)
    : FileEventLoop(api, clock, std::move(settings)),
      stride_(settings_.length / Pages::PageSize() + 1),
      elements_(
          std::make_shared<std::vector<FILE_SEGMENT_ELEMENT>>(stride_ * settings_.queue_depth)) {
  const std::size_t page = Pages::PageSize();
  const auto check = [&](std::uint32_t length) {
    if (length != 0 && length % page == 0) return;
    throw std::runtime_error("WriteFileGather writes whole pages of " + std::to_string(page) +
                             " bytes, not " + std::to_string(length) + " bytes");
  };
  check(settings_.length);
  for (const LengthShare& each : settings_.mix) check(each.length);
  for (std::size_t slot = 0; slot < settings_.queue_depth; ++slot) EndAfter(slot, stride_ - 1);
}

GatherLoop::~GatherLoop() {
  if (abandoned()) KeepForEver(elements_);
}

// So many pages of the slot's data, and a null element behind them.
void GatherLoop::EndAfter(std::size_t slot, std::size_t pages) {
  const std::size_t page = Pages::PageSize();
  FILE_SEGMENT_ELEMENT* const elements = &(*elements_)[slot * stride_];
  char* const bytes = const_cast<char*>(DataOf(slot * 2));
  for (std::size_t element = 0; element + 1 < stride_; ++element) {
    elements[element].Buffer = nullptr;
    if (element < pages) elements[element].Buffer = bytes + element * page;
  }
}

ReapingLoop::Answer GatherLoop::Write(LoadTicket& ticket, std::size_t index) {
  if (!settings_.mix.empty()) EndAfter(index / 2, ticket.length / Pages::PageSize());
  const BOOL over = api_.WriteFileGather(settings_.handle, &(*elements_)[index / 2 * stride_],
                                         ticket.length, nullptr, &ticket.overlapped);
  return AnswerOf(over, ticket);
}

FaultWords GatherLoop::words() const {
  FaultWords words = FileEventLoop::words();
  words.from_call = "WriteFileGather";
  words.after_refusal = "failed from WriteFileGather, yet it completes";
  return words;
}

}  // namespace wfx
