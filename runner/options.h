// The options of both runners: one table that feeds parsing, --help and the documentation.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runner/peer_choice.h"
#include "runner/sacrifice/sacrifice.h"
#include "runner/scenario/quantity.h"

namespace wfx {

// What a user asked for cannot be done: one line, exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Files that cannot be used: `what()` has a line for each error, each with file and line. Exit
// code 2.
class InputErrors : public UsageError {
 public:
  using UsageError::UsageError;
};

// Which runner this is.
struct Program {
  std::string_view name;       // "wfx-conformance"
  std::string_view purpose;    // one line, the first of --help
  std::string_view framework;  // prefix of the options that belong to its framework: "--gtest_"
  bool measures = false;  // it runs the scenarios with a load; otherwise those with when and then
};

struct Options {
  std::vector<std::string> scenarios;  // directories; empty = found, see FindScenarios
  std::vector<std::string> only;       // globs on full ids
  std::string system;                  // "kernel32", or "model:" and a personality
  std::vector<std::string> providers;
  std::vector<std::pair<std::string, std::string>> targets;  // NAME, DIR
  std::vector<Sacrifice> sacrifices;                         // --volume with --destroy; at most two
  std::string serial;     // as CreateFileW takes it; "" = no serial port was given
  std::string bless;      // "" = nothing is to be blessed
  RemoteChoice remote;    // a peer on another machine
  bool peer = false;      // serves runs on other machines at `listen`
  std::string listen;     // ADDRESS[:PORT]
  bool end_peer = false;  // has that remote peer end
  std::vector<std::string> deviations;
  std::string declare;  // "" = nothing is declared
  std::string record;   // "" = no record is written
  bool help = false, version = false;
  bool list = false, plan = false, in_process = false, mutants = false;
  std::uint32_t repeat = 1;
  std::uint64_t seed = 1;
  double time_scale = 1;
  std::string today;  // "YYYY-MM-DD"; "" = the date of the run
  std::optional<Duration> run_for;
  bool interleave = false;
  std::string gate;                                    // the target to measure by; "" = no gate
  std::vector<std::pair<std::string, double>> limits;  // of the gate, as ReadLimit gives them
  std::vector<std::string> framework;  // --gtest_* or --benchmark_*, untouched, in order
  std::vector<std::string>
      rerun;  // the arguments that select the same system, targets, seed and scenarios
};

// One option as people see it.
struct OptionFacts {
  enum class Who { kBoth, kConformance, kBench };
  std::string_view name;      // "--target"
  std::string_view argument;  // "[NAME=]DIR"; "" = takes none
  std::string_view doc;       // one line
  Who who = Who::kBoth;
  // Stores the value, throws UsageError for a wrong one. Null = this build cannot do it yet, and
  // says so.
  void (*take)(Options& options, const std::string& value) = nullptr;
  bool selects = false;  // part of what a rerun command needs
};

// Every option, in the order of --help.
std::span<const OptionFacts> AllOptions();

// Reads `arguments` (without the program's name). `--name=value` and `--name value` are the same.
// Throws UsageError, for an unknown option with the name that was probably meant.
Options ParseOptions(const Program& program, std::span<const std::string> arguments);

// The text of --help.
std::string HelpText(const Program& program);

}  // namespace wfx
