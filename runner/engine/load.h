// A load as a scenario describes it: sets the scene, warms up, measures repetition by repetition.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "runner/engine/perform.h"
#include "runner/result.h"
#include "runner/scenario/scenario.h"
#include "runner/win32/api.h"

namespace wfx {

struct StreamSystem;

struct LoadOptions {
  std::uint64_t seed = 1;
  std::optional<Duration> run_for;  // shortens each repetition; warm-up shrinks in proportion
  Duration drain{
      std::chrono::seconds(5)};  // bound on waiting for what is still outstanding at the end
  // Whose streams LoadApi::kStream writes through; must outlive the load. Null = none are known.
  const StreamSystem* streams = nullptr;
  double own_cost_ns = 0;        // of a write, for the measurement; see own_cost.h
};

// A measurement that only says what it is of. REQUIRES: `subject` has a load.
Measurement EmptyMeasurement(const Case& subject, const std::string& target);

// The figures of one repetition.
struct Repetition {
  std::uint64_t writes = 0, bytes = 0;
  double seconds = 0;
  double kept_depth = 0;
  double pending_share = 0;
  Latency latency, call;
};

// One load on one system, repetition by repetition. Any unexpected code, short count, missing or
// double completion is an error: it ends the load and is in no figure. Nothing is freed while a
// write may be outstanding. Thread rule: used by one thread, which issues the writes and waits
// alertably; a pipe's reader has one more.
class LoadRun {
 public:
  // Sets the scene. What cannot be set is an error, not an exception. `api`, `subject` and `target`
  // must outlive it. REQUIRES: `subject` has a load.
  LoadRun(const Win32Api& api, const Case& subject, const TargetFacts& target,
          const LoadOptions& options);
  ~LoadRun();
  LoadRun(const LoadRun&) = delete;
  LoadRun& operator=(const LoadRun&) = delete;

  // The next repetition; the first time after warming up. Nothing once there is an error.
  std::optional<Repetition> Repeat();
  // Ends the load and removes its scene. All repetitions together, or its errors. Once.
  Measurement Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// All of it: every repetition the scenario asks for.
Measurement RunLoad(const Win32Api& api, const Case& subject, const TargetFacts& target,
                    const LoadOptions& options);

}  // namespace wfx
