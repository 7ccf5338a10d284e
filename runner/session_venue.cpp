#include "runner/session_venue.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "runner/engine/target.h"
#include "runner/engine/target_device.h"
#include "runner/engine/target_remote.h"
#include "runner/engine/target_stream.h"
#include "runner/engine/target_volume.h"
#include "runner/names.h"
#include "runner/options.h"
#include "runner/peer_model.h"
#include "runner/peer_process.h"
#include "runner/process/program.h"
#include "runner/session_volumes.h"
#include "runner/win32/bind.h"
#include "runner/win32/provider.h"
#include "runner/win32/shell_stream.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr Duration kPatience = std::chrono::seconds(10);

std::vector<std::string> PeerArguments(const SystemChoice& choice) {
  SystemChoice system = choice;
  system.remote = {};  // its own business
  std::vector<std::string> arguments = system.Arguments();
  arguments.insert(arguments.begin(), kPeerProcess);
  return arguments;
}

OpenedSystem OpenBase(const SystemChoice& choice) {
  OpenedSystem system;
  if (choice.is_model()) {
    const bool is_virtual = choice.providers.empty() && !choice.measures;
    ModelOptions options;
    options.personality = PersonalityOf(choice.base);
    options.time = is_virtual ? ModelOptions::Time::kVirtual : ModelOptions::Time::kReal;
    system = OpenModel(options);
  } else if (HasSystemApi()) {
    system.api = SystemApi();
    system.streams.shell = &OpenShellStream;
  } else {
    throw UsageError(
        "kernel32 is only on Windows; run the .exe under Wine with tools/wine-run, or take "
        "--system model, which runs here");
  }
  system.facts.base = choice.base;
  return system;
}

// Makes `directory` and what it lies in.
void MakeFolder(const Win32Api& api, const std::string& directory) {
  for (std::size_t end = directory.find('\\'); end != directory.npos;) {
    end = directory.find('\\', end + 1);
    const std::string folder = directory.substr(0, end);
    if (folder.back() == '\\' || api.CreateDirectoryW(Wide(folder).c_str(), nullptr)) continue;
    const DWORD error = api.GetLastError();
    if (error == ERROR_ALREADY_EXISTS) continue;
    throw std::runtime_error("the model cannot make the folder " + folder + ": " +
                             DescribeError(error));
  }
}

// The Shell takes longer to answer than all else together.
bool WantsStreams(const CapabilityFilter& wants) {
  return std::ranges::any_of(kStreamSubjects, [&](const StreamSubjectFacts& each) {
    return !each.capability.empty() &&
           (wants(std::string(each.capability)) || wants(std::string(each.pipe_capability)));
  });
}

}  // namespace

std::vector<std::string> SystemChoice::Arguments() const {
  std::vector<std::string> arguments{"--system", base};
  for (const std::string& provider : providers)
    arguments.insert(arguments.end(), {"--provider", provider});
  for (const Sacrifice& sacrifice : sacrifices)
    arguments.insert(arguments.end(),
                     {"--volume", sacrifice.device, "--destroy", sacrifice.serial});
  if (!serial.empty()) arguments.insert(arguments.end(), {"--serial", serial});
  if (!remote.at.empty()) {
    arguments.insert(arguments.end(),
                     {"--remote-peer", remote.at, "--token-file", remote.token_file});
    if (remote.may_be_here) arguments.emplace_back("--same-machine");
  }
  return arguments;
}

const Personality& PersonalityOf(std::string_view base) {
  return *FindPersonality(base.substr(base.find(':') + 1));
}

OpenedSystem OpenModel(const ModelOptions& options) {
  OpenedSystem system;
  system.model_options = options;
  system.model = std::make_unique<Model>(options);
  system.api = system.model->api();
  return system;
}

OpenedSystem OpenSystem(const SystemChoice& choice) {
  try {
    OpenedSystem system = OpenBase(choice);
    for (const std::string& path : choice.providers) {
      const Provider provider = LoadProvider(path, system.api);
      std::vector<std::string> replaces = provider.replaces;
      if (provider.WfxOpenStreamAsync != nullptr) {
        system.streams.provider = provider.WfxOpenStreamAsync;
        replaces.emplace_back("WfxOpenStreamAsync");
      }
      system.facts.providers.push_back({provider.file_name, provider.sha256, replaces});
    }
    return system;
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
}

RemotePeers ReachRemotePeer(const RemoteChoice& choice) {
  try {
    return RemotePeers(choice);
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
}

struct InProcessVenue::State {
  State(OpenedSystem opened, Duration patience_of_steps)
      : system(std::move(opened)), patience(patience_of_steps) {
    Begin();
  }

  void Begin() {
    SystemTraits traits{.parks = {}, .patience = patience, .streams = system.streams};
    if (system.model != nullptr) {
      start_peer = PeersOnModel(*system.model, system.api);
      if (system.model_options.personality.remote)
        remote = OtherMachineOfModel(*system.model, system.api);
      traits.parks = &Model::StayInBackground;
      traits.watches = &Model::WatchThisThread;
      traits.waits_take_no_time = system.model_options.time == ModelOptions::Time::kVirtual;
    }
    performer = std::make_unique<Performer>(system.api, std::move(traits));
  }

  // A thread that hangs may never leave the model: both are left as they are.
  void Renew() {
    const std::vector<LateCompletion> more = performer->Late();
    late.insert(late.end(), more.begin(), more.end());
    performer.reset();
    Model::Abandon(std::move(system.model));
    system.model = std::make_unique<Model>(system.model_options);
    for (const std::string& folder : folders) MakeFolder(system.api, folder);
    Begin();
  }

  OpenedSystem system;
  const Duration patience;
  std::vector<std::string> folders;  // made in the model
  std::optional<VolumesGiven> given;
  std::string serial;
  std::vector<LateCompletion> late;  // of performers that are no more
  std::unique_ptr<PeerPool> processes;
  PeerFactory start_peer;
  RemoteMachine remote;
  std::optional<std::set<std::string>> asks_for;
  std::function<void(const std::string&)> progress;
  std::unique_ptr<Performer> performer;  // the first to go
};

InProcessVenue::InProcessVenue(const SystemChoice& choice)
    : state_(std::make_unique<State>(OpenSystem(choice), kPatience)) {
  state_->serial = choice.serial;
  state_->asks_for = choice.asks_for;
  if (choice.is_model()) return;
  if (!choice.sacrifices.empty()) state_->given = ProveVolumes(state_->system.api, choice);
  state_->processes = std::make_unique<PeerPool>(ProgramPath(), PeerArguments(choice));
  state_->start_peer = state_->processes->Factory();
  if (!choice.remote.at.empty()) state_->remote = ReachRemotePeer(choice.remote).machine();
}

InProcessVenue::InProcessVenue(OpenedSystem model, Duration patience)
    : state_(std::make_unique<State>(std::move(model), patience)) {}

InProcessVenue::~InProcessVenue() {
  if (!gave_up()) return;
  state_->performer.reset();
  Model::Abandon(std::move(state_->system.model));
}

SystemFacts InProcessVenue::System() { return state_->system.facts; }

TargetFacts InProcessVenue::Probe(const std::string& name, const std::string& directory) {
  try {
    if (state_->system.model != nullptr) {
      MakeFolder(state_->system.api, directory);
      state_->folders.push_back(directory);
    }
    const auto wants = [&](const std::string& capability) {
      return !state_->asks_for || state_->asks_for->contains(capability);
    };
    TargetFacts target =
        ProbeTarget(state_->system.api, name, directory, state_->start_peer, wants);
    ProbeRemote(state_->system.api, state_->remote, target);
    if (WantsStreams(wants)) ProbeStreams(state_->system.api, state_->system.streams, target);
    // On the model nobody loses anything.
    if (state_->system.model != nullptr) {
      target.capabilities["fillable_volume"].clear();
      UseSerialPort(state_->system.api, std::string(Model::kSerialPort), target);
      SacrificeVolumes(state_->system.api,
                       {std::string(Model::kSacrificialVolume), std::string(Model::kRawVolume)},
                       target);
    } else if (state_->given) {
      SacrificeVolumes(state_->system.api, *state_->given, target);
    }
    if (!state_->serial.empty()) UseSerialPort(state_->system.api, state_->serial, target);
    std::erase_if(target.capabilities, [&](const auto& each) { return !wants(each.first); });
    return target;
  } catch (const std::runtime_error& error) {
    throw UsageError("target " + name + ": " + error.what());
  }
}

std::vector<std::string> InProcessVenue::Missing(const Scenario&, const Case& subject) {
  return MissingFunctions(state_->system.api, subject);
}

Observation InProcessVenue::Perform(const Scenario&, const Case& subject, const TargetFacts& target,
                                    const PerformanceOptions& options) {
  if (gave_up()) state_->Renew();
  const PerformOptions all{options.seed, options.time_scale, state_->start_peer, state_->remote,
                           state_->progress};
  return state_->performer->Perform(subject, target, all);
}

std::vector<LateCompletion> InProcessVenue::Late() {
  std::vector<LateCompletion> all = state_->late;
  const std::vector<LateCompletion> present = state_->performer->Late();
  all.insert(all.end(), present.begin(), present.end());
  return all;
}

bool InProcessVenue::gave_up() const {
  return state_->system.model != nullptr && state_->performer->gave_up();
}

const Win32Api& InProcessVenue::api() const { return state_->system.api; }

const StreamSystem& InProcessVenue::streams() const { return state_->system.streams; }

void InProcessVenue::OnProgress(std::function<void(const std::string&)> progress) {
  state_->progress = std::move(progress);
}

}  // namespace wfx
