// Loads whose writes end as packets of a completion port.
#pragma once

#include <utility>

#include "runner/engine/load_reaping.h"
#include "runner/win32/handle.h"

namespace wfx {

// WriteFile on a handle that is bound to a port of the loop's own. A write that is over when its
// call returns has its packet all the same, and is complete when that is taken.
class PortLoop final : public ReapingLoop {
 public:
  // Throws std::runtime_error when there is no port, or the handle cannot be bound to it.
  PortLoop(const Win32Api& api, const Clock& clock, LoopSettings settings);

 protected:
  Answer Call(LoadTicket& ticket, std::size_t index) override;
  Reaped Reap(DWORD milliseconds, Completion& completion) override;
  FaultWords words() const override;

 private:
  Handle port_;
};

}  // namespace wfx
