// Compares what was observed with what a case expects, the ledger's standing rules and the known
// deviations. Pure: it sees no system, so it cannot cheat by looking.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runner/observation.h"
#include "runner/result.h"
#include "runner/scenario/catalogue.h"
#include "runner/scenario/scenario.h"

namespace wfx {

// Every expectation of `subject` that did not hold, in the order of the file, the standing rules
// last. `deviation` is empty in all. REQUIRES: no setup failure and no harness error in
// `observation`.
std::vector<Finding> FindingsOf(const Case& subject, const Bindings& bindings,
                                const Observation& observation);

// The verdict: error and setup failures first, then findings against deviations, then stale and
// expired entries. `today` is "YYYY-MM-DD". A deviation that applies to this case and was not met
// makes an xpass, unless `unmet_deviations_pass` (providers are loaded). A setup failure is an
// error; the session turns it into blocked where the scenario that covers this kind of given failed
// or xfailed in the same run.
Result Judge(const Case& subject, const TargetFacts& target, Observation observation,
             std::span<const Deviation> deviations, std::string_view today,
             bool unmet_deviations_pass = false);

// Canonical texts, as deviations files and reports spell them: the texts of an expectation's
// findings, joined by "; ". Without its case a call's return values 0 and 1 stay numbers; with it
// they are TRUE, FALSE or WAIT_OBJECT_0.
std::string Describe(const Expectation& expectation);
std::string Describe(const Expectation& expectation, const Case& subject);

// Every text that a finding on `subject` can have as its expectation: the parts of its `then`, and
// the standing rules.
std::vector<std::string> ExpectationTexts(const Case& subject);

// What holds of every write, file and routine without being written in a scenario.
struct StandingRule {
  std::string_view requirement;  // "completion.runs_once"
  std::string_view text;         // '%' stands for the name of the write or file
};
std::span<const StandingRule> StandingRules();
bool IsStandingRule(const Finding& finding);

// "scenarios/x.json:14": the expectation's line, or the title's for a standing rule.
std::string WhereOf(const Finding& finding, const Case& subject);

}  // namespace wfx
