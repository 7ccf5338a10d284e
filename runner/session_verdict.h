// From observations to the one result of a case: judged, blocked, repeated, amended.
#pragma once

#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "runner/engine/perform.h"
#include "runner/result.h"
#include "runner/scenario/catalogue.h"

namespace wfx {

// Judges observations by everything a run knows. Pure but for the scenarios it has seen fail.
class Tribunal {
 public:
  Tribunal(std::vector<Deviation> deviations, std::string today, bool providers_loaded);

  // The result of one performance. An impossible given is blocked when the scenario that covers it
  // failed on this target.
  Result Judge(const Case& subject, const TargetFacts& target, Observation observation) const;
  // Remembers what a later case may be blocked by.
  void Remember(const Result& result);

  const std::vector<Deviation>& deviations() const { return deviations_; }

 private:
  std::vector<Deviation> deviations_;
  std::string today_;
  bool providers_loaded_;
  std::set<std::pair<std::string, std::string>> failed_;  // scenario, target
};

// The worst of several performances of one case, with "held k of N" as the reason unless all held.
// REQUIRES: `results` is not empty.
Result WorstOf(std::vector<Result> results);

// `observation` with what the late routine adds to its ledger.
void AddLate(Observation& observation, const LateCompletion& late);

}  // namespace wfx
