#include "runner/engine/judge_deviations.h"

#include <algorithm>

namespace wfx {
namespace {

bool HappensOn(const Deviation& deviation, const std::string& target) {
  return (deviation.target.empty() || Matches(deviation.target, target)) &&
         std::ranges::none_of(deviation.except,
                              [&](const std::string& glob) { return Matches(glob, target); });
}

bool Applies(const Deviation& deviation, const Result& result) {
  return deviation.scenario == result.scenario && HappensOn(deviation, result.target) &&
         (deviation.cases.empty() ||
          std::ranges::find(deviation.cases, result.case_id) != deviation.cases.end());
}

// Dates are "YYYY-MM-DD", which sort as texts.
bool HasExpired(const Deviation& deviation, std::string_view today) {
  return !deviation.expires.empty() && deviation.expires <= today;
}

std::string WhereOf(const Deviation& deviation) {
  return deviation.file + ":" + std::to_string(deviation.line);
}

}  // namespace

DeviationMatch MatchDeviations(Result& result, std::span<const Deviation> deviations,
                               std::string_view today, bool unmet_pass) {
  DeviationMatch match;
  const auto add_reason = [&](const std::string& text) {
    match.reason += (match.reason.empty() ? "" : "; ") + text;
  };
  for (const Deviation& deviation : deviations) {
    if (!Applies(deviation, result)) continue;
    bool met = false;
    for (Finding& finding : result.findings) {
      if (finding.expectation != deviation.expectation || finding.observed != deviation.observed)
        continue;
      met = true;
      if (finding.deviation.empty())
        finding.deviation = deviation.cause.empty() ? WhereOf(deviation) : deviation.cause;
    }
    if (met && HasExpired(deviation, today)) {
      add_reason("known deviation expired on " + deviation.expires + " (" + WhereOf(deviation) +
                 ")");
    } else if (!met && deviation.kind != "unstable" && !unmet_pass) {
      add_reason("known deviation did not happen (" + WhereOf(deviation) + "): \"" +
                 deviation.observed + "\" instead of \"" + deviation.expectation + "\"");
    }
  }
  return match;
}

}  // namespace wfx
