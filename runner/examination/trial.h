// One system on which cases are performed to see what the suite says of it: a model, with or
// without something changed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runner/result.h"
#include "runner/scenario/scenario.h"
#include "runner/session_venue.h"
#include "runner/session_verdict.h"

namespace wfx {

// How to make the system of a trial.
struct TrialSystem {
  ModelOptions model;
  // Gives the table to perform through; it may remember things of the table below until it is
  // called again. Empty = the model's own.
  std::function<Win32Api(const Win32Api& below)> change;
  // What the methods of streams are called through.
  StreamAsyncApi streams{};
};

// Thread rule: one caller at a time, and one Trial at a time.
class Trial {
 public:
  // `options` as for every case.
  Trial(TrialSystem system, const PerformanceOptions& options);
  ~Trial();
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  // Performs and judges; not_run where the target lacks a need. A case that hangs is an error, and
  // the next one finds a fresh system. A target on which nothing can be made makes every case an
  // error.
  Result Perform(const Scenario& scenario, const Case& subject);
  // Cases that had a routine run since they ended, judged again. Each is told once.
  std::vector<Result> AmendLate();

 private:
  void Open();

  const TrialSystem system_;
  const PerformanceOptions options_;
  Tribunal tribunal_{{}, "1970-01-01", true};
  std::unique_ptr<InProcessVenue> venue_;
  TargetFacts target_;
  std::string trouble_;  // why there is no target
  struct Performed {
    const Case* subject;
    Observation observation;
  };
  std::map<std::string, Performed> performed_;  // by full id
};

}  // namespace wfx
