#include "reports/result_words.h"

#include <set>

#include "reports/figures.h"
#include "reports/outcome.h"

namespace wfx {

bool WasPerformed(const Result& result) {
  return result.verdict != Verdict::kNotRun && result.verdict != Verdict::kBlocked;
}

std::string FirstFinding(const Result& result) {
  if (result.findings.empty()) return "";
  const std::string more =
      result.findings.size() > 1 ? " (and " + Thousands(result.findings.size() - 1) + " more)" : "";
  return result.findings.front().observed + more;
}

std::string EssenceOf(const Result& result) {
  std::string essence(Describe(result.verdict).name);
  for (const Finding& finding : result.findings)
    essence += "\n" + finding.expectation + "\n" + finding.observed;
  return essence + "\n" + OutcomeOf(result.observation) + "\n" + MannerOf(result.observation);
}

bool DifferInManner(const std::vector<const Result*>& results) {
  std::set<std::string> manners;
  for (const Result* result : results) {
    if (result == nullptr || !WasPerformed(*result)) continue;
    const std::string manner = MannerOf(result->observation);
    if (!manner.empty()) manners.insert(manner);
  }
  return manners.size() > 1;
}

Line CellOf(const Result* result, bool with_manner) {
  if (result == nullptr) return "-";
  std::string words(Describe(result->verdict).name);
  if (!WasPerformed(*result)) return words;
  const std::string manner = with_manner ? MannerOf(result->observation) : "";
  if (!manner.empty()) words += ", " + manner;
  const std::string seen =
      result->findings.empty() ? OutcomeOf(result->observation) : FirstFinding(*result);
  if (seen.empty()) return words;
  return {words + ": ", Code(seen)};
}

}  // namespace wfx
