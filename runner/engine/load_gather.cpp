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
  if (settings_.length == 0 || settings_.length % page != 0) {
    throw std::runtime_error("WriteFileGather writes whole pages of " + std::to_string(page) +
                             " bytes, not " + std::to_string(settings_.length) + " bytes");
  }
  for (std::size_t slot = 0; slot < settings_.queue_depth; ++slot) {
    char* const bytes = const_cast<char*>(DataOf(slot * 2));
    for (std::size_t element = 0; element + 1 < stride_; ++element)
      (*elements_)[slot * stride_ + element].Buffer = bytes + element * page;
  }
}

GatherLoop::~GatherLoop() {
  if (abandoned()) KeepForEver(elements_);
}

ReapingLoop::Answer GatherLoop::Write(LoadTicket& ticket, std::size_t index) {
  const BOOL over = api_.WriteFileGather(settings_.handle, &(*elements_)[index / 2 * stride_],
                                         settings_.length, nullptr, &ticket.overlapped);
  return AnswerOf(over, ticket);
}

FaultWords GatherLoop::words() const {
  FaultWords words = FileEventLoop::words();
  words.from_call = "WriteFileGather";
  words.after_refusal = "failed from WriteFileGather, yet it completes";
  return words;
}

}  // namespace wfx
