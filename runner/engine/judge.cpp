#include "runner/engine/judge.h"

#include <algorithm>
#include <utility>

#include "runner/engine/judge_applies.h"
#include "runner/engine/judge_deviations.h"
#include "runner/engine/judge_expectations.h"
#include "runner/engine/judge_rules.h"
#include "runner/engine/judge_texts.h"

namespace wfx {
namespace {

// Decides what findings and known deviations make of a case that could be judged.
void Decide(const Case& subject, const DeviationMatch& match, Result& result) {
  // A `may` scenario records what its expectations did not meet; the standing rules hold there too.
  const auto breaks = [&](const Finding& finding) {
    return subject.judged || IsStandingRule(finding);
  };
  const auto unknown = [&](const Finding& finding) {
    return breaks(finding) && finding.deviation.empty();
  };
  if (std::ranges::any_of(result.findings, unknown)) {
    result.verdict = Verdict::kFail;
  } else if (!match.reason.empty()) {
    result.verdict = Verdict::kXpass;
    result.reason = match.reason;
  } else if (std::ranges::any_of(result.findings, breaks)) {
    result.verdict = Verdict::kXfail;
  } else {
    result.verdict = subject.judged ? Verdict::kPass : Verdict::kObserved;
  }
}

}  // namespace

std::vector<Finding> FindingsOf(const Case& subject, const Bindings& bindings,
                                const Observation& observation) {
  const Scene scene{subject, bindings, observation};
  std::vector<Finding> findings;
  for (const Expectation& expectation : subject.then)
    JudgeExpectation(scene, expectation, findings);
  JudgeStandingRules(scene, findings);
  return findings;
}

Result Judge(const Case& subject, const TargetFacts& target, Observation observation,
             std::span<const Deviation> deviations, std::string_view today,
             bool unmet_deviations_pass) {
  Result result;
  result.scenario = subject.scenario;
  result.case_id = subject.case_id;
  result.target = target.name;
  result.requirements = subject.requirements;
  result.reason = WhyNotApplicable(subject, target);
  if (!result.reason.empty()) {
    result.verdict = Verdict::kNotRun;
    return result;
  }
  result.observation = std::move(observation);
  const Observation& seen = result.observation;
  if (!seen.harness_error.empty()) {
    result.reason = seen.harness_error;
    return result;
  }
  if (seen.setup_failure) {
    result.reason = "given " + seen.setup_failure->given + " (" + subject.file + ":" +
                    std::to_string(seen.setup_failure->line) + "): " + seen.setup_failure->what;
    return result;
  }
  result.findings = FindingsOf(subject, target.bindings, seen);
  Decide(subject, MatchDeviations(result, deviations, today, unmet_deviations_pass), result);
  return result;
}

std::string Describe(const Expectation& expectation) {
  return Joined(PartTexts(expectation, nullptr), "; ");
}

std::string Describe(const Expectation& expectation, const Case& subject) {
  return Joined(PartTexts(expectation, &subject), "; ");
}

std::vector<std::string> ExpectationTexts(const Case& subject) {
  std::vector<std::string> texts;
  for (const Expectation& expectation : subject.then) {
    for (std::string& text : PartTexts(expectation, &subject)) texts.push_back(std::move(text));
  }
  for (std::string& text : StandingRuleTexts(subject)) texts.push_back(std::move(text));
  return texts;
}

std::string WhereOf(const Finding& finding, const Case& subject) {
  return subject.file + ":" + std::to_string(finding.line != 0 ? finding.line : subject.line);
}

}  // namespace wfx
