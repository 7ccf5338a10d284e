// Loads through a stream.
#pragma once

#include <memory>
#include <vector>

#include "runner/engine/load_event.h"

namespace wfx {

// IStreamAsync::WriteAsync with an event, OverlappedResult for its end.
class StreamLoop final : public EventLoop {
 public:
  StreamLoop(const Win32Api& api, const Clock& clock, LoopSettings settings);
  ~StreamLoop() override;

 protected:
  Answer Write(LoadTicket& ticket, std::size_t index) override;
  // A success has counted its bytes, too.
  void Settle(LoadTicket& ticket, Answer& answer) override;
  DWORD ResultOf(LoadTicket& ticket, DWORD& bytes) override;
  void Cancel() override;
  FaultWords words() const override;

 private:
  std::shared_ptr<std::vector<DWORD>> counts_;  // of each ticket: pcbWritten
};

}  // namespace wfx
