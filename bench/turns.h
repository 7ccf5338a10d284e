// Targets that take turns at one case, slice by slice: whatever drifts meanwhile hits all alike.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace wfx {

class LoadBenchmark;

// Of one case. Thread rule: one thread.
class Turns {
 public:
  // A repetition is cut into so many slices, where it ends by time; for a gate into more, as it
  // counts pairs, and what disturbs the machine is over sooner than a second.
  static constexpr std::uint32_t kSlices = 10, kSlicesOfGate = 100;
  // Told how many slices each has had: true ends the case.
  using Enough =
      std::function<bool(const std::vector<LoadBenchmark*>& loads, std::uint64_t slices)>;

  Turns() = default;
  // Of a gate.
  explicit Turns(Enough enough) : slices_(kSlicesOfGate), enough_(std::move(enough)) {}

  std::uint32_t slices() const { return slices_; }
  // One target's; in the order in which the first round goes.
  void Join(LoadBenchmark& load) { loads_.push_back(&load); }
  // All slices of all that joined, or enough of them; each round begins with the next target. Only
  // the first call does anything.
  void Run();

 private:
  std::vector<LoadBenchmark*> loads_;
  std::uint32_t slices_ = kSlices;
  Enough enough_;
  bool over_ = false;
};

}  // namespace wfx
