// Where cases are performed: in this process, or in a worker that may hang or crash without harm.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "reports/facts.h"
#include "runner/engine/perform.h"
#include "runner/result.h"
#include "runner/scenario/catalogue.h"
#include "runner/win32/api.h"

namespace wfx {

// The system under test as the options name it.
struct SystemChoice {
  std::string base = "kernel32";
  std::vector<std::string> providers;
  // The options that make the same choice.
  std::vector<std::string> Arguments() const;
};

struct OpenedSystem {
  Win32Api api;
  SystemFacts facts;
};
// Throws UsageError, one line, when the base is not to be had here or a provider cannot be loaded.
OpenedSystem OpenSystem(const SystemChoice& choice);

struct PerformanceOptions {
  std::uint64_t seed = 1;
  double time_scale = 1;
};

class Venue {
 public:
  virtual ~Venue() = default;

  // Facts of the system it opened. Throws UsageError when it could not.
  virtual SystemFacts System() = 0;
  // Throws UsageError when nothing can be made in `directory`.
  virtual TargetFacts Probe(const std::string& name, const std::string& directory) = 0;
  // Functions `subject` calls that the system lacks.
  virtual std::vector<std::string> Missing(const Scenario& scenario, const Case& subject) = 0;
  // Never throws for what the system does: a hang or crash is the observation's harness_error.
  virtual Observation Perform(const Scenario& scenario, const Case& subject,
                              const TargetFacts& target, const PerformanceOptions& options) = 0;
  // Routines that ran after their scenario ended.
  virtual std::vector<LateCompletion> Late() = 0;
  // True after a Perform whose process could not be ended: it still has its target in its hands.
  virtual bool abandoned() const { return false; }
};

// Performs here. `api` is the system's table.
class InProcessVenue : public Venue {
 public:
  explicit InProcessVenue(const SystemChoice& choice);
  ~InProcessVenue() override;
  SystemFacts System() override;
  TargetFacts Probe(const std::string& name, const std::string& directory) override;
  std::vector<std::string> Missing(const Scenario& scenario, const Case& subject) override;
  Observation Perform(const Scenario& scenario, const Case& subject, const TargetFacts& target,
                      const PerformanceOptions& options) override;
  std::vector<LateCompletion> Late() override;

  const Win32Api& api() const;
  // Called before each given and step. Empty = nobody is told.
  void OnProgress(std::function<void(const std::string&)> progress);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wfx
