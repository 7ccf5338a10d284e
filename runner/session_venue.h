// Where cases are performed: in this process, or in a worker that may hang or crash without harm.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reports/facts.h"
#include "runner/engine/perform.h"
#include "runner/model/model.h"
#include "runner/peer_remote.h"
#include "runner/result.h"
#include "runner/sacrifice/sacrifice.h"
#include "runner/scenario/catalogue.h"
#include "runner/win32/api.h"

namespace wfx {

// The system under test as the options name it.
struct SystemChoice {
  std::string base = "kernel32";  // or "model:" and a personality
  std::vector<std::string> providers;
  bool measures = false;  // the time of its waits is the machine's, on the model too
  std::vector<Sacrifice> sacrifices = {};
  std::string serial{};  // "" = no serial port was given
  RemoteChoice remote = {};
  // Capabilities that targets are probed for; all there are otherwise.
  std::optional<std::set<std::string>> asks_for = {};

  bool is_model() const { return base.starts_with("model:"); }
  // The options that make the same choice.
  std::vector<std::string> Arguments() const;
};

// The personality of a base that is the model. REQUIRES: there is one of that name.
const Personality& PersonalityOf(std::string_view base);

struct OpenedSystem {
  Win32Api api;
  SystemFacts facts;
  ModelOptions model_options;    // of `model`
  std::unique_ptr<Model> model;  // where the base is one: what `api` works on
  StreamSystem streams{};        // of `api`, of a provider, and of Windows' Shell
};
// Throws UsageError, one line, when the base is not to be had here or a provider cannot be loaded.
OpenedSystem OpenSystem(const SystemChoice& choice);

// The peer on another machine. Throws UsageError, one line, as RemotePeers does.
RemotePeers ReachRemotePeer(const RemoteChoice& choice);

// The first word that makes this program another process for a run of its own.
inline constexpr char kPeerProcess[] = "--peer-process";

// A model as `options` say, in nobody else's hands yet; its name in `facts` is left to the caller.
OpenedSystem OpenModel(const ModelOptions& options);
// Where a model's target lies when nothing else is asked.
inline constexpr char kModelFolder[] = "C:\\wfx";

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
  // Proves what it may destroy. Throws UsageError, one line, as OpenSystem and ProveVolumes do.
  explicit InProcessVenue(const SystemChoice& choice);
  // On a model, whose peers need no processes. `patience` as in SystemTraits.
  InProcessVenue(OpenedSystem model, Duration patience);
  ~InProcessVenue() override;
  SystemFacts System() override;
  // On the model `directory` is made there.
  TargetFacts Probe(const std::string& name, const std::string& directory) override;
  std::vector<std::string> Missing(const Scenario& scenario, const Case& subject) override;
  Observation Perform(const Scenario& scenario, const Case& subject, const TargetFacts& target,
                      const PerformanceOptions& options) override;
  std::vector<LateCompletion> Late() override;

  const Win32Api& api() const;
  const StreamSystem& streams() const;
  // The last case hung on the model: the next one is performed on a fresh one.
  bool gave_up() const;
  // Called before each given and step. Empty = nobody is told.
  void OnProgress(std::function<void(const std::string&)> progress);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wfx
