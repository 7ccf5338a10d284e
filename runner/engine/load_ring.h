// Loads through an I/O ring.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runner/engine/load_reaping.h"
#include "runner/win32/handle.h"

namespace wfx {

// BuildIoRingWriteFile and SubmitIoRing for each write, PopIoRingCompletion for its end; between,
// the ring's event is waited for. A completion that has to be waited for counts as pending: what a
// write was when its submission returned, nobody can see. REQUIRES: the capability io_rings.
class RingLoop final : public ReapingLoop {
 public:
  // Throws std::runtime_error when there is no ring.
  RingLoop(const Win32Api& api, const Clock& clock, LoopSettings settings);
  ~RingLoop() override;

 protected:
  Answer Call(LoadTicket& ticket, std::size_t index) override;
  Reaped Reap(DWORD milliseconds, Completion& completion) override;
  void Cancel() override;
  FaultWords words() const override;

 private:
  // The next entry of the ring itself.
  Reaped Pop(Completion& completion);
  // Takes what the ring has by now. False when it can no longer be asked.
  bool Look(Completion& failure);

  Handle event_;
  HIORING ring_ = nullptr;
  // What was taken and not yet told, oldest at `first_`: at most `known_.size()`.
  std::vector<Completion> known_;
  std::size_t first_ = 0, taken_ = 0;
  std::uint64_t looked_at_ = 0;  // the number of the first write since the ring was looked at
  std::uint64_t next_number_ = 0;
  std::string_view refused_by_ = "BuildIoRingWriteFile";
  std::string_view failed_in_ = "PopIoRingCompletion";
};

}  // namespace wfx
