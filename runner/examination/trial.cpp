#include "runner/examination/trial.h"

#include <stdexcept>
#include <utility>

#include "runner/engine/target.h"

namespace wfx {
namespace {

// A wrong system that hangs is to cost little; all a right one waits for takes no time.
constexpr Duration kPatience = std::chrono::seconds(10);

}  // namespace

Trial::Trial(TrialSystem system, const PerformanceOptions& options)
    : system_(std::move(system)), options_(options) {
  Open();
}

Trial::~Trial() = default;

void Trial::Open() {
  venue_.reset();
  OpenedSystem opened = OpenModel(system_.model);
  if (system_.change) opened.api = system_.change(opened.api);
  opened.streams.api = system_.streams;
  venue_ = std::make_unique<InProcessVenue>(std::move(opened), kPatience);
  try {
    target_ = venue_->Probe("default", kModelFolder);
    trouble_.clear();
  } catch (const std::runtime_error& error) {
    trouble_ = error.what();
  }
}

Result Trial::Perform(const Scenario& scenario, const Case& subject) {
  if (venue_->gave_up()) Open();
  Result result;
  result.scenario = subject.scenario;
  result.case_id = subject.case_id;
  result.target = target_.name;
  result.reason = trouble_;
  if (!trouble_.empty()) return result;
  result.reason = WhyNotRun(target_, subject);
  if (!result.reason.empty()) {
    result.verdict = Verdict::kNotRun;
    return result;
  }
  result = tribunal_.Judge(subject, target_, venue_->Perform(scenario, subject, target_, options_));
  tribunal_.Remember(result);
  performed_[result.FullId()] = {&subject, result.observation};
  return result;
}

std::vector<Result> Trial::AmendLate() {
  std::vector<Result> amended;
  for (const LateCompletion& late : venue_->Late()) {
    const auto found = performed_.find(late.full_id);
    if (found == performed_.end()) continue;
    Observation observation = std::move(found->second.observation);
    AddLate(observation, late);
    amended.push_back(tribunal_.Judge(*found->second.subject, target_, std::move(observation)));
    performed_.erase(found);
  }
  return amended;
}

}  // namespace wfx
