// What a scenario's `then` says, judged item by item. Each kind of item has parts that are judged
// on their own.
#pragma once

#include <string>
#include <vector>

#include "runner/engine/judge_scene.h"

namespace wfx {

// Adds a finding for each part of `expectation` that did not hold. What was not observed at all is
// one finding.
void JudgeExpectation(const Scene& scene, const Expectation& expectation,
                      std::vector<Finding>& findings);

// The canonical text of each part, in the order they are judged. `subject` may be null; see
// Describe in judge.h.
std::vector<std::string> PartTexts(const Expectation& expectation, const Case* subject);

}  // namespace wfx
