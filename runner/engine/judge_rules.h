// The standing rules of the completion ledger, judged in every scenario without being written
// there.
#pragma once

#include <string>
#include <vector>

#include "runner/engine/judge.h"
#include "runner/engine/judge_scene.h"

namespace wfx {

// A standing rule about one write, and what of a write breaks it; "" = nothing.
struct WriteRule {
  StandingRule rule;
  std::string (*seen)(const Scene&, const WriteRecord&);
};

// Adds a finding for each standing rule that a write, a file or a stray routine breaks. A scenario
// sets aside "exactly once" by a `completion` expectation with `runs` and `because`; what a file
// holds and how many bytes a write reports, by saying it.
void JudgeStandingRules(const Scene& scene, std::vector<Finding>& findings);

// The texts of all rules on what `subject` writes and makes.
std::vector<std::string> StandingRuleTexts(const Case& subject);

}  // namespace wfx
