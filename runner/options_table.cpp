// What each option is, and how its value is taken.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>

#include "runner/model/personality.h"
#include "runner/options.h"
#include "runner/scenario/gate_limits.h"

namespace wfx {
namespace {

using Who = OptionFacts::Who;

std::uint64_t ParseNumber(std::string_view option, const std::string& value, std::uint64_t least) {
  std::uint64_t number = 0;
  const char* end = value.data() + value.size();
  const auto [stopped, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc() || stopped != end || number < least) {
    throw UsageError(std::string(option) + " is a whole number from " + std::to_string(least) +
                     " on, not \"" + value + "\"");
  }
  return number;
}

double ParseScale(const std::string& value) {
  constexpr double kLargest = 1000;
  char* end = nullptr;
  const double scale = std::strtod(value.c_str(), &end);
  if (value.empty() || *end != '\0' || !(scale > 0) || scale > kLargest) {
    throw UsageError("--time-scale is a number above 0 and up to 1000, not \"" + value + "\"");
  }
  return scale;
}

bool IsDate(const std::string& value) {
  int year = 0, month = 0, day = 0;
  const auto digits = [&](std::size_t from, std::size_t count, int& number) {
    const char* end = value.data() + from + count;
    return std::from_chars(value.data() + from, end, number).ptr == end;
  };
  return value.size() == 10 && value[4] == '-' && value[7] == '-' && digits(0, 4, year) &&
         digits(5, 2, month) && digits(8, 2, day) &&
         std::chrono::year_month_day(std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
             .ok();
}

// "NAME=DIR" or "DIR". What stands before the first `=` is a name unless it could be a path.
std::pair<std::string, std::string> ParseTarget(const std::string& value) {
  const std::size_t equals = value.find('=');
  if (equals == value.npos || value.find_first_of("/\\:.") < equals) return {"default", value};
  const std::string name = value.substr(0, equals);
  if (name.empty() ||
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != name.npos) {
    throw UsageError("--target: the name \"" + name + "\" may only have a-z, 0-9 and _");
  }
  return {name, value.substr(equals + 1)};
}

void TakeTarget(Options& options, const std::string& value) {
  auto target = ParseTarget(value);
  if (target.second.empty())
    throw UsageError("--target: no directory in \"" + value + "\"; [NAME=]DIR is right");
  for (const auto& [name, directory] : options.targets) {
    if (name == target.first)
      throw UsageError("--target: two targets are called \"" + name + "\"; name them NAME=DIR");
  }
  options.targets.push_back(std::move(target));
}

void TakeSystem(Options& options, const std::string& value) {
  constexpr std::string_view kModel = "model", kPersonality = "model:";
  options.system = value;
  if (value == kModel) options.system = std::string(kPersonality) + DefaultPersonality().name;
  if (options.system == "kernel32") return;
  if (!options.system.starts_with(kPersonality)) {
    throw UsageError("--system is kernel32 or model or model:PERSONALITY, not \"" + value + "\"");
  }
  const std::string name = options.system.substr(kPersonality.size());
  if (FindPersonality(name) != nullptr) return;
  std::string names;
  for (const Personality& each : AllPersonalities()) names += ", " + each.name;
  throw UsageError("--system: the model has no personality \"" + name + "\"; it has " +
                   names.substr(2));
}

void TakeVolume(Options& options, const std::string& value) {
  constexpr std::size_t kMost = 2;
  if (options.sacrifices.size() == kMost)
    throw UsageError("--volume " + value + ": two volumes are the most");
  for (const Sacrifice& other : options.sacrifices) {
    if (other.device == value) throw UsageError("--volume " + value + ": it is given twice");
    if (other.serial.empty())
      throw UsageError("--volume " + other.device + " needs --destroy SERIAL right behind it");
  }
  options.sacrifices.push_back({value, ""});
}

void TakeDestroy(Options& options, const std::string& value) {
  if (options.sacrifices.empty() || !options.sacrifices.back().serial.empty()) {
    throw UsageError("--destroy " + value +
                     " needs --volume DEVICE right before it; a serial alone destroys nothing");
  }
  options.sacrifices.back().serial = value;
}

// "COM3" and "\\\\.\\COM3" are the same; from 10 on only the longer name opens a port.
void TakeSerial(Options& options, const std::string& value) {
  constexpr std::string_view kDevices = "\\\\.\\";
  if (!options.serial.empty()) throw UsageError("--serial " + value + ": one port is the most");
  options.serial = value.starts_with(kDevices) ? value : std::string(kDevices) + value;
}

void TakeRunFor(Options& options, const std::string& value) {
  try {
    options.run_for = ParseDuration(value);
  } catch (const std::invalid_argument& error) {
    throw UsageError(std::string("--run-for: ") + error.what());
  }
  if (*options.run_for <= Duration::zero())
    throw UsageError("--run-for is a time above 0, not \"" + value + "\"");
}

void TakeLimit(Options& options, const std::string& value) {
  try {
    options.limits.push_back(ReadLimit(value));
  } catch (const std::invalid_argument& wrong) {
    throw UsageError(wrong.what());
  }
}

void TakeToday(Options& options, const std::string& value) {
  if (!IsDate(value)) throw UsageError("--today is a date like 2026-11-22, not \"" + value + "\"");
  options.today = value;
}

void TakeRepeat(Options& options, const std::string& value) {
  constexpr std::uint64_t kMost = 1000000;
  options.repeat = static_cast<std::uint32_t>(std::min(ParseNumber("--repeat", value, 1), kMost));
}

const auto kOptions = std::to_array<OptionFacts>({
    {"--scenarios", "DIR", "reads scenarios below DIR; may be given more than once", Who::kBoth,
     [](Options& options, const std::string& value) { options.scenarios.push_back(value); }, true},
    {"--only", "GLOB",
     "takes only cases whose full id matches (* and ?); may be given more than once", Who::kBoth,
     [](Options& options, const std::string& value) { options.only.push_back(value); }},
    {"--system", "NAME",
     "the system under test: kernel32, or model or model:PERSONALITY (ntfs, refs, fat32, smb3, "
     "4kn)",
     Who::kBoth, &TakeSystem, true},
    {"--provider", "PATH", "stacks a provider library on the system; may be given more than once",
     Who::kBoth,
     [](Options& options, const std::string& value) { options.providers.push_back(value); }, true},
    {"--target", "[NAME=]DIR",
     "where files are made; may be given more than once; default: a fresh temporary folder",
     Who::kBoth, &TakeTarget, true},
    {"--volume", "DEVICE",
     "a volume that may be destroyed, such as \\\\.\\X:; --destroy follows; two may be given, one "
     "without a file system",
     Who::kBoth, &TakeVolume, true},
    {"--destroy", "SERIAL", "confirms that volume: the serial that --bless printed", Who::kBoth,
     &TakeDestroy, true},
    {"--bless", "DEVICE", "asks, then marks a volume as one that may be destroyed, and ends",
     Who::kBoth, [](Options& options, const std::string& value) { options.bless = value; }},
    {"--serial", "PORT", "a serial port that may be written to, such as COM3", Who::kBoth,
     &TakeSerial, true},
    {"--deviations", "FILE", "known deviations; default: <scenarios>/deviations/<platform>.json",
     Who::kBoth,
     [](Options& options, const std::string& value) { options.deviations.push_back(value); }, true},
    {"--remote-peer", "HOST[:PORT]",
     "uses the peer that listens on another machine, for what needs two; --token-file goes with it",
     Who::kConformance,
     [](Options& options, const std::string& value) { options.remote.at = value; }, true},
    {"--token-file", "FILE", "the secret that a run and its remote peer both hold, private to you",
     Who::kConformance,
     [](Options& options, const std::string& value) { options.remote.token_file = value; }, true},
    {"--same-machine", "",
     "lets --remote-peer be on this machine, to try it; nothing remote is judged with it",
     Who::kConformance,
     [](Options& options, const std::string&) { options.remote.may_be_here = true; }, true},
    {"--end-peer", "", "has the --remote-peer end, and ends", Who::kConformance,
     [](Options& options, const std::string&) { options.end_peer = true; }},
    {"--peer", "",
     "serves runs on other machines, with --listen and --token-file, in the folder --target DIR",
     Who::kConformance, [](Options& options, const std::string&) { options.peer = true; }},
    {"--listen", "ADDRESS[:PORT]", "where a --peer waits for them; the port is 19390 otherwise",
     Who::kConformance, [](Options& options, const std::string& value) { options.listen = value; }},
    {"--declare", "FILE", "what is claimed of the targets: a claim that is not found fails the run",
     Who::kBoth, [](Options& options, const std::string& value) { options.declare = value; }},
    {"--require", "FILE", "the cases that must have run", Who::kBoth},
    {"--record", "FILE", "writes the run record", Who::kBoth,
     [](Options& options, const std::string& value) { options.record = value; }},
    {"--list", "", "prints the full ids that would be taken, and ends", Who::kBoth,
     [](Options& options, const std::string&) { options.list = true; }},
    {"--plan", "", "prints what would run where, and why the rest would not, and ends", Who::kBoth,
     [](Options& options, const std::string&) { options.plan = true; }},
    {"--in-process", "", "performs in this process, for debuggers: a hang or crash ends the run",
     Who::kConformance, [](Options& options, const std::string&) { options.in_process = true; },
     true},
    {"--repeat", "N", "performs each case N times and takes the worst verdict", Who::kConformance,
     &TakeRepeat},
    {"--mutants", "",
     "examines the suite: on the model, on systems that break one rule, on others that break none",
     Who::kConformance, [](Options& options, const std::string&) { options.mutants = true; }},
    {"--run-for", "TIME", "shortens each measurement to TIME, such as \"500 ms\"", Who::kBench,
     &TakeRunFor, true},
    {"--interleave", "",
     "cuts repetitions into slices in which targets take turns, for wfx gate; needs two --target",
     Who::kBench, [](Options& options, const std::string&) { options.interleave = true; }},
    {"--gate", "BASELINE",
     "targets take turns until it is clear whether they are slower than the one called BASELINE; "
     "ends 0 when they are not, 1 when one is, 3 when that stays unclear",
     Who::kBench, [](Options& options, const std::string& value) { options.gate = value; }},
    {"--limit", "FIGURE=PERCENT",
     "the worst change that --gate allows, such as latency_p99=10; may be given more than once",
     Who::kBench, &TakeLimit},
    {"--seed", "N", "seeds all random data; default 1", Who::kBoth,
     [](Options& options, const std::string& value) {
       options.seed = ParseNumber("--seed", value, 0);
     },
     true},
    {"--time-scale", "X", "stretches every time bound by X; default 1", Who::kBoth,
     [](Options& options, const std::string& value) { options.time_scale = ParseScale(value); },
     true},
    {"--today", "DATE", "judges expiry of known deviations as of DATE (YYYY-MM-DD)", Who::kBoth,
     &TakeToday, true},
    {"--help", "", "prints this, and ends", Who::kBoth,
     [](Options& options, const std::string&) { options.help = true; }},
    {"--version", "", "prints the version, and ends", Who::kBoth,
     [](Options& options, const std::string&) { options.version = true; }},
});

}  // namespace

std::span<const OptionFacts> AllOptions() { return kOptions; }

}  // namespace wfx
