// The worker: a process that performs cases for a session, so that a hang or a crash costs one
// case.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runner/session_venue.h"

namespace wfx {

// The worker's side: opens the system and answers requests on standard input until end of file.
// Gives the exit code.
int ServeWorker(const SystemChoice& choice);

// The session's side. A worker that hangs or crashes is replaced at the next use.
class WorkerVenue : public Venue {
 public:
  // Starts `program` with `arguments` at once; it opens the system meanwhile.
  WorkerVenue(std::string program, std::vector<std::string> arguments);
  ~WorkerVenue() override;

  SystemFacts System() override;
  TargetFacts Probe(const std::string& name, const std::string& directory) override;
  std::vector<std::string> Missing(const Scenario& scenario, const Case& subject) override;
  // A case hangs when it takes longer than the sum of its bounds and kGrace, both stretched by the
  // time scale.
  Observation Perform(const Scenario& scenario, const Case& subject, const TargetFacts& target,
                      const PerformanceOptions& options) override;
  std::vector<LateCompletion> Late() override;
  bool abandoned() const override;

  static constexpr std::chrono::seconds kGrace{10};

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The time the steps of `subject` may take together, unstretched.
Duration BoundOf(const Case& subject);

}  // namespace wfx
