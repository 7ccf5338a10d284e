// Loads whose writes set an event: WriteFile, WriteFileGather, IStreamAsync::WriteAsync.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "runner/engine/load_reaping.h"
#include "runner/win32/handle.h"

namespace wfx {

// Each ticket has an event of its own. One wait takes all that are outstanding, in the order in
// which they were issued, so that none is overlooked for ever; it returns with the oldest that is
// set.
class EventLoop : public ReapingLoop {
 protected:
  EventLoop(const Win32Api& api, const Clock& clock, LoopSettings settings);
  ~EventLoop() override;

  Answer Call(LoadTicket& ticket, std::size_t index) final;
  void Settle(LoadTicket& ticket, Answer& answer) override;
  Reaped Reap(DWORD milliseconds, Completion& completion) final;
  void LookForMore() final;

  // The call, without the event.
  virtual Answer Write(LoadTicket& ticket, std::size_t index) = 0;
  // How an ended write ended: 0 or an error, ERROR_IO_INCOMPLETE when it has not.
  virtual DWORD ResultOf(LoadTicket& ticket, DWORD& bytes) = 0;

 private:
  std::shared_ptr<std::vector<Handle>> events_;  // of the tickets
  std::vector<HANDLE> waited_for_;               // of the outstanding writes, oldest first
  std::vector<std::size_t> indexes_;             // of their tickets
  std::vector<bool> was_waited_for_;             // of each ticket: its last signal was taken
};

// WriteFile on an overlapped handle.
class FileEventLoop : public EventLoop {
 public:
  FileEventLoop(const Win32Api& api, const Clock& clock, LoopSettings settings)
      : EventLoop(api, clock, std::move(settings)) {}

 protected:
  Answer Write(LoadTicket& ticket, std::size_t index) override;
  DWORD ResultOf(LoadTicket& ticket, DWORD& bytes) final;
  FaultWords words() const override;
};

}  // namespace wfx
