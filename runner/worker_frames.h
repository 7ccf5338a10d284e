// What a session and its worker say to each other, as JSON frames. The worker speaks first: it
// opened the system, or why it could not. After that each request has one answer; before the answer
// to `perform` comes any number of `progress`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/facts.h"
#include "runner/engine/perform.h"
#include "runner/observation.h"
#include "runner/session_venue.h"

namespace wfx {

struct WorkerRequest {
  enum class Kind { kProbe, kMissing, kPerform, kLate } kind = Kind::kLate;
  std::string name{}, directory{};                    // kProbe
  std::string scenario{}, file{}, text{}, case_id{};  // kMissing and kPerform
  TargetFacts target{};                               // kPerform
  PerformanceOptions options{};                       // kPerform
};

struct WorkerAnswer {
  // kRefused: something the user can put right, one line. kBroken: the harness is at fault, one
  // line.
  enum class Kind {
    kOpened,
    kProbed,
    kMissing,
    kProgress,
    kPerformed,
    kLate,
    kRefused,
    kBroken
  } kind = Kind::kBroken;
  std::string text{};  // kProgress, kRefused, kBroken
  SystemFacts system{};
  TargetFacts target{};
  std::vector<std::string>
      functions{};  // of kOpened: what the system lacks; of kMissing: what the case lacks
  Observation observation{};
  std::vector<LateCompletion> late{};
};

std::string ToFrame(const WorkerRequest& request);
std::string ToFrame(const WorkerAnswer& answer);
// These throw JsonError for a frame that is none of theirs.
WorkerRequest RequestFromFrame(const std::string& frame);
WorkerAnswer AnswerFromFrame(const std::string& frame);

}  // namespace wfx
