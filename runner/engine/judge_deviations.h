// Which findings a platform's known deviations excuse, and which entries no longer say what
// happens.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "runner/result.h"
#include "runner/scenario/catalogue.h"

namespace wfx {

struct DeviationMatch {
  // Why the case is an xpass although each finding may be excused: entries that were met but have
  // expired, or apply and were not met. Empty = none. Each is named by file and line.
  std::string reason;
};

// Sets `deviation` of each finding that an entry names exactly. An entry applies when it names the
// result's scenario, case and target; `unstable` ones need not be met, and none need be with
// `unmet_pass`.
DeviationMatch MatchDeviations(Result& result, std::span<const Deviation> deviations,
                               std::string_view today, bool unmet_pass);

}  // namespace wfx
