// A load that writes with WriteFileEx.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runner/engine/clock.h"
#include "runner/engine/load_loop.h"
#include "runner/win32/api.h"

namespace wfx {

// The next write is issued inside the completion routine of the last (closed), or from between the
// waits (open). Run() waits alertably.
class RoutineLoop final : public LoadLoop {
 public:
  // `api` and `clock` must outlive the loop.
  RoutineLoop(const Win32Api& api, const Clock& clock, LoopSettings settings);
  ~RoutineLoop() override;

  using LoadLoop::Run;
  const Interval& Run(Duration run_for, const LoopEnd& end) override;
  bool broken() const override;
  bool abandoned() const override;
  void KeepForEver(std::shared_ptr<void> owner) override;
  std::vector<std::string> Errors() const override;
  std::uint64_t bytes_completed() const override;
  const LoadData& data() const override;
  const LoadTags* tags() const override;
  const LoopSettings& settings() const override;

 private:
  struct State;
  static void CALLBACK OnCompletion(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace wfx
