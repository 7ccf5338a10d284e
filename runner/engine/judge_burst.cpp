#include "runner/engine/judge_burst.h"

#include <algorithm>

#include "runner/engine/judge_texts.h"
#include "runner/names.h"

namespace wfx::judge {

const BurstRecord* BurstNamed(const Scene& scene, const std::string& step) {
  const auto found = std::ranges::find(scene.seen.bursts, step, &BurstRecord::step);
  return found == scene.seen.bursts.end() ? nullptr : &*found;
}

std::string NotEachOnce(const BurstRecord& burst) {
  std::vector<std::string> texts;
  AddCount(texts, burst.endless, "without a routine");
  AddCount(texts, burst.surplus, burst.surplus == 1 ? "routine too many" : "routines too many");
  AddCount(texts, burst.unasked,
           burst.unasked == 1 ? "routine of the refused" : "routines of the refused");
  // The counts must agree with each other: a record may be cut or forged.
  std::uint64_t ended = burst.completed;
  for (const FailureCount& each : burst.failed) ended += each.count;
  if (texts.empty() && ended != burst.accepted) AddCount(texts, ended, "with a routine");
  if (texts.empty()) return "";
  return Joined(texts, ", ") + " of " + std::to_string(burst.accepted);
}

std::string RefusedOtherwise(const BurstRecord& burst, const std::vector<std::uint32_t>& legal) {
  if (burst.refused == 0 || Contains(legal, burst.refused)) return "";
  return "refused with " + DescribeError(burst.refused);
}

}  // namespace wfx::judge
