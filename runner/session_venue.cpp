#include "runner/session_venue.h"

#include <utility>

#include "runner/engine/target.h"
#include "runner/options.h"
#include "runner/peer_process.h"
#include "runner/win32/bind.h"
#include "runner/win32/provider.h"

namespace wfx {
namespace {

std::vector<std::string> PeerArguments(const SystemChoice& choice) {
  std::vector<std::string> arguments = choice.Arguments();
  arguments.insert(arguments.begin(), "--peer");
  return arguments;
}

}  // namespace

std::vector<std::string> SystemChoice::Arguments() const {
  std::vector<std::string> arguments{"--system", base};
  for (const std::string& provider : providers)
    arguments.insert(arguments.end(), {"--provider", provider});
  return arguments;
}

OpenedSystem OpenSystem(const SystemChoice& choice) {
  if (!HasSystemApi())
    throw UsageError("kernel32 is only on Windows; run the .exe under Wine with tools/wine-run");
  try {
    OpenedSystem system{SystemApi(), {choice.base, {}}};
    for (const std::string& path : choice.providers) {
      const Provider provider = LoadProvider(path, system.api);
      system.facts.providers.push_back({provider.file_name, provider.sha256, provider.replaces});
    }
    return system;
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
}

struct InProcessVenue::State {
  explicit State(const SystemChoice& choice)
      : system(OpenSystem(choice)), peers(PeerArguments(choice)), performer(system.api) {}
  OpenedSystem system;
  PeerPool peers;
  Performer performer;
  std::function<void(const std::string&)> progress;
};

InProcessVenue::InProcessVenue(const SystemChoice& choice)
    : state_(std::make_unique<State>(choice)) {}
InProcessVenue::~InProcessVenue() = default;

SystemFacts InProcessVenue::System() { return state_->system.facts; }

TargetFacts InProcessVenue::Probe(const std::string& name, const std::string& directory) {
  try {
    return ProbeTarget(state_->system.api, name, directory, state_->peers.Factory());
  } catch (const std::runtime_error& error) {
    throw UsageError("target " + name + ": " + error.what());
  }
}

std::vector<std::string> InProcessVenue::Missing(const Scenario&, const Case& subject) {
  return MissingFunctions(state_->system.api, subject);
}

Observation InProcessVenue::Perform(const Scenario&, const Case& subject, const TargetFacts& target,
                                    const PerformanceOptions& options) {
  const PerformOptions all{options.seed, options.time_scale, state_->peers.Factory(),
                           state_->progress};
  return state_->performer.Perform(subject, target, all);
}

std::vector<LateCompletion> InProcessVenue::Late() { return state_->performer.Late(); }

const Win32Api& InProcessVenue::api() const { return state_->system.api; }

void InProcessVenue::OnProgress(std::function<void(const std::string&)> progress) {
  state_->progress = std::move(progress);
}

}  // namespace wfx
