// Loads that gather pages.
#pragma once

#include <memory>
#include <vector>

#include "runner/engine/load_event.h"

namespace wfx {

// WriteFileGather on a handle with FILE_FLAG_NO_BUFFERING and FILE_FLAG_OVERLAPPED: each slot's
// data, a page an element.
class GatherLoop final : public FileEventLoop {
 public:
  // Throws std::runtime_error for a length that is not whole pages.
  GatherLoop(const Win32Api& api, const Clock& clock, LoopSettings settings);
  ~GatherLoop() override;

 protected:
  Answer Write(LoadTicket& ticket, std::size_t index) override;
  FaultWords words() const override;

 private:
  void EndAfter(std::size_t slot, std::size_t pages);

  std::size_t stride_;                                           // elements of a slot
  std::shared_ptr<std::vector<FILE_SEGMENT_ELEMENT>> elements_;  // each slot's end with a null one
};

}  // namespace wfx
