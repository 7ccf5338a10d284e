#include "runner/session_verdict.h"

#include <algorithm>
#include <array>

#include "runner/engine/judge.h"
#include "runner/session_selection.h"

namespace wfx {
namespace {

constexpr std::size_t kKeptCompletions = 4;

// Best first.
constexpr std::array kByGravity{Verdict::kPass,   Verdict::kObserved, Verdict::kXfail,
                                Verdict::kNotRun, Verdict::kBlocked,  Verdict::kXpass,
                                Verdict::kFail,   Verdict::kError};
static_assert(kByGravity.size() == kVerdicts.size());

std::ptrdiff_t Gravity(Verdict verdict) {
  return std::find(kByGravity.begin(), kByGravity.end(), verdict) - kByGravity.begin();
}

}  // namespace

Tribunal::Tribunal(std::vector<Deviation> deviations, std::string today, bool providers_loaded)
    : deviations_(std::move(deviations)),
      today_(std::move(today)),
      providers_loaded_(providers_loaded) {}

Result Tribunal::Judge(const Case& subject, const TargetFacts& target,
                       Observation observation) const {
  Result result =
      wfx::Judge(subject, target, std::move(observation), deviations_, today_, providers_loaded_);
  if (result.verdict != Verdict::kError || !result.observation.setup_failure) return result;
  const std::string cover(GivenCoveredBy(result.observation.setup_failure->given));
  if (cover != subject.scenario && failed_.contains({cover, target.name})) {
    result.verdict = Verdict::kBlocked;
    result.reason = cover + " does not hold in this run: " + result.reason;
  }
  return result;
}

void Tribunal::Remember(const Result& result) {
  if (result.verdict == Verdict::kFail || result.verdict == Verdict::kXfail) {
    failed_.emplace(result.scenario, result.target);
  }
}

Result WorstOf(std::vector<Result> results) {
  const auto worst =
      std::max_element(results.begin(), results.end(), [](const Result& left, const Result& right) {
        return Gravity(left.verdict) < Gravity(right.verdict);
      });
  const auto held = std::count_if(results.begin(), results.end(), [](const Result& result) {
    return !Describe(result.verdict).breaks_the_run;
  });
  if (results.size() > 1) {
    const std::string score =
        "held " + std::to_string(held) + " of " + std::to_string(results.size());
    worst->reason = worst->reason.empty() ? score : score + "; " + worst->reason;
  }
  return std::move(*worst);
}

void AddLate(Observation& observation, const LateCompletion& late) {
  // A routine whose OVERLAPPED belongs to no write.
  while (late.write == "?" && observation.strays.size() < late.runs)
    observation.strays.push_back({0, 0, "late"});
  for (WriteRecord& write : observation.writes) {
    if (write.name != late.write || write.runs >= late.runs) continue;
    while (write.completions.size() < std::min<std::size_t>(late.runs, kKeptCompletions)) {
      CompletionRecord completion;
      completion.actor = write.actor;
      completion.during = "late";
      completion.alertable = true;
      write.completions.push_back(std::move(completion));
    }
    write.runs = late.runs;
  }
}

}  // namespace wfx
