// Loads whose writes are over when their call returns.
#pragma once

#include <utility>

#include "runner/engine/load_reaping.h"

namespace wfx {

// WriteFile on a handle without FILE_FLAG_OVERLAPPED; the OVERLAPPED only says where. A call that
// never returns cannot be ended from here: whoever runs the load watches the time.
class SynchronousLoop final : public ReapingLoop {
 public:
  SynchronousLoop(const Win32Api& api, const Clock& clock, LoopSettings settings)
      : ReapingLoop(api, clock, std::move(settings)) {}

 protected:
  Answer Call(LoadTicket& ticket, std::size_t index) override;
  Reaped Reap(DWORD milliseconds, Completion& completion) override;
  FaultWords words() const override;
};

}  // namespace wfx
