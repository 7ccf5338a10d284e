// Targets that take turns at one case, slice by slice: whatever drifts meanwhile hits all alike.
#pragma once

#include <cstdint>
#include <vector>

namespace wfx {

class LoadBenchmark;

// Of one case. Thread rule: one thread.
class Turns {
 public:
  // A repetition is cut into so many slices, where it ends by time.
  static constexpr std::uint32_t kSlices = 10;

  // One target's; in the order in which the first round goes.
  void Join(LoadBenchmark& load) { loads_.push_back(&load); }
  // All slices of all that joined; each round begins with the next target. Only the first call
  // does anything.
  void Run();

 private:
  std::vector<LoadBenchmark*> loads_;
  bool over_ = false;
};

}  // namespace wfx
