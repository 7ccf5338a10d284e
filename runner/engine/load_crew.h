// The threads of a load, each with a loop of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runner/engine/clock.h"
#include "runner/engine/load_loop.h"
#include "runner/win32/api.h"

namespace wfx {

// Loops that run side by side and are measured as one. A single one runs on the calling thread, so
// that nothing stands between it and the caller's processor.
// Thread rule: made, run and destroyed by one thread.
class LoadCrew {
 public:
  // One loop for each of `settings`; throws what their making throws. `api` and `clock` must
  // outlive the crew.
  LoadCrew(const Win32Api& api, const Clock& clock, std::vector<LoopSettings> settings);
  // Ends the threads; by then no write is outstanding but those that are lost.
  ~LoadCrew();
  LoadCrew(const LoadCrew&) = delete;
  LoadCrew& operator=(const LoadCrew&) = delete;

  // One interval of all loops, which begin together: counts and depths are sums, times those of the
  // slowest.
  // `end` is that of all loops together. What it gives holds until the next call.
  const Interval& Run(Duration run_for, const LoopEnd& end = {});

  // Of any loop; see LoadLoop.
  bool broken() const;
  bool abandoned() const;
  // Of all loops; where there are several, each line begins with its label: "thread 2: ...".
  std::vector<std::string> Errors() const;
  void KeepForEver(const std::shared_ptr<void>& owner);
  std::uint64_t bytes_completed() const;
  std::vector<const LoadLoop*> loops() const;
  const LoopSettings& settings() const;  // of the first

 private:
  struct Member;
  std::vector<std::unique_ptr<Member>> members_;
  Interval whole_;  // of several
};

}  // namespace wfx
