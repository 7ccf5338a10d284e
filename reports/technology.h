// The technologies that the documentation lists as supported: what a run says of each.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reports/document.h"
#include "reports/facts.h"

namespace wfx {

struct Technology {
  std::string_view name;  // as the documentation's table has it, short
  std::string_view doc;   // what makes a target one of it, one line
  bool (*is)(const TargetFacts& target);
};
extern const std::array<Technology, 5> kTechnologies;

// What the must requirements came to on targets of one technology.
struct TechnologyRow {
  // Demonstrated: there was such a target, and every must that was judged there held; failed: one
  // did not. Whatever a known deviation masks or what was not run is never judged.
  enum class Shown { kDemonstrated, kFailed, kNotDemonstrated };
  std::string_view name;
  Shown shown = Shown::kNotDemonstrated;
  std::vector<std::string> targets;                                // of this kind
  std::uint64_t held = 0, failed = 0, masked = 0, not_judged = 0;  // musts, once for each target
};

// A row for each technology, of these runs together.
std::vector<TechnologyRow> TechnologiesOf(const std::vector<RunRecord>& records);

// The rows as a section with its heading; nothing for runs without results.
Document TechnologySection(const std::vector<RunRecord>& records);

}  // namespace wfx
