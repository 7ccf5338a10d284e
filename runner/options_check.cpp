#include "runner/options_check.h"

#include <string>
#include <string_view>
#include <utility>

namespace wfx {
namespace {

// The examination makes its own systems and targets, and is no run that has a record.
void CheckExamination(const Options& options) {
  if (!options.mutants) return;
  if (options.system == "kernel32")
    throw UsageError("--mutants examines the suite on the model; add --system model");
  const std::pair<std::string_view, bool> unfit[] = {{"--provider", !options.providers.empty()},
                                                     {"--target", !options.targets.empty()},
                                                     {"--deviations", !options.deviations.empty()},
                                                     {"--declare", !options.declare.empty()},
                                                     {"--record", !options.record.empty()},
                                                     {"--in-process", options.in_process},
                                                     {"--plan", options.plan},
                                                     {"--repeat", options.repeat != 1},
                                                     {"--gtest_*", !options.framework.empty()}};
  for (const auto& [name, given] : unfit) {
    if (given) throw UsageError("--mutants does not go with " + std::string(name));
  }
}

void CheckPeer(const Options& options) {
  const RemoteChoice& remote = options.remote;
  if (options.peer) {
    if (options.listen.empty() || remote.token_file.empty())
      throw UsageError("--peer needs --listen ADDRESS and --token-file FILE");
    if (!remote.at.empty()) throw UsageError("--peer is the other side of --remote-peer");
    if (options.targets.size() > 1) throw UsageError("--peer takes one --target DIR");
    return;
  }
  if (!options.listen.empty()) throw UsageError("--listen goes with --peer");
  if (remote.at.empty()) {
    const std::pair<std::string_view, bool> lonely[] = {
        {"--token-file", !remote.token_file.empty()},
        {"--same-machine", remote.may_be_here},
        {"--end-peer", options.end_peer}};
    for (const auto& [name, given] : lonely) {
      if (given) throw UsageError(std::string(name) + " goes with --remote-peer HOST");
    }
    return;
  }
  if (remote.token_file.empty()) throw UsageError("--remote-peer needs --token-file FILE");
  if (options.system != "kernel32" && !options.end_peer)
    throw UsageError(
        "--remote-peer does not go with --system model, which has machines of its own");
}

void CheckDevices(const Options& options, std::size_t arguments) {
  if (!options.bless.empty() && arguments != 1)
    throw UsageError("--bless goes alone: --bless DEVICE is right");
  if (!options.serial.empty() && options.system.starts_with("model"))
    throw UsageError("--serial does not go with --system model, which has a port of its own");
  if (options.sacrifices.empty()) return;
  if (options.sacrifices.back().serial.empty()) {
    const std::string& device = options.sacrifices.back().device;
    throw UsageError("--volume " + device + " needs --destroy SERIAL, as --bless " + device +
                     " prints it");
  }
  if (options.system != "kernel32")
    throw UsageError("--volume does not go with --system model, which has volumes of its own");
}

void CheckTurns(const Options& options) {
  if (options.interleave && options.targets.size() < 2)
    throw UsageError(
        "--interleave takes turns between targets: two or more --target NAME=DIR are right");
  if (options.gate.empty()) {
    if (!options.limits.empty()) throw UsageError("--limit goes with --gate BASELINE");
    return;
  }
  std::string names;
  for (const auto& [name, directory] : options.targets) {
    if (name == options.gate && options.targets.size() > 1) return;
    names += (names.empty() ? "" : ", ") + name;
  }
  if (options.targets.size() < 2)
    throw UsageError("--gate " + options.gate +
                     " holds targets against the one of that name: two or more --target NAME=DIR "
                     "are right");
  throw UsageError("--gate " + options.gate + ": no target has that name; there are " + names);
}

}  // namespace

void CheckTogether(const Options& options, std::size_t arguments) {
  CheckDevices(options, arguments);
  CheckExamination(options);
  CheckPeer(options);
  CheckTurns(options);
}

}  // namespace wfx
