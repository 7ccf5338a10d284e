#include "runner/session_facts.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "runner/engine/clock.h"
#include "runner/process/program.h"
#include "runner/sha256.h"
#include "runner/win32/environment.h"
#include "wfx_version.h"

namespace wfx {
namespace {

constexpr char kPlainLetters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";

std::string Hex(std::uint64_t number) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
  return text;
}

std::string HashOf(const Catalogue& catalogue) {
  std::string all;
  for (const Scenario& scenario : catalogue.scenarios)
    all += scenario.id + " " + scenario.sha256 + "\n";
  return Sha256Hex(all);
}

}  // namespace

std::string UtcNow() {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(now - day);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text;
}

std::string ShellWord(const std::string& word) {
  if (!word.empty() && word.find_first_not_of(kPlainLetters) == word.npos) return word;
  std::string quoted = "'";
  for (const char letter : word) {
    if (letter == '\'') quoted += "'\\'";
    quoted += letter;
  }
  return quoted + "'";
}

std::string TypedProgram(const std::string& as_typed) {
  // Wine turns what was typed into a full Windows path; the host's root is drive Z:.
  if (EnvironmentVariable("WFX_RERUN_PREFIX").empty() ||
      !(as_typed.starts_with("Z:") || as_typed.starts_with("z:"))) {
    return as_typed;
  }
  const std::filesystem::path relative =
      PathOf(as_typed).lexically_relative(std::filesystem::current_path());
  if (!relative.empty() && *relative.begin() != "..") return TextOf(relative);
  return TextOf(PathOf(as_typed.substr(2)));
}

std::string StartOf(const std::string& program_as_typed) {
  return EnvironmentVariable("WFX_RERUN_PREFIX") + ShellWord(program_as_typed);
}

std::string RerunCommandFor(const Options& options, const std::string& program_as_typed,
                            const std::string& full_id) {
  std::string command = StartOf(program_as_typed) + " --only '" + full_id + "'";
  for (const std::string& word : options.rerun) command += " " + ShellWord(word);
  return command;
}

RunFacts DescribeRun(const Program& program, const Options& options, const std::string& command,
                     const Catalogue& catalogue) {
  RunFacts run;
  run.id = Hex(RandomNumber());
  run.start = UtcNow();
  run.date = options.today.empty() ? run.start.substr(0, 10) : options.today;
  run.seed = options.seed;
  run.time_scale = options.time_scale;
  run.program = program.name;
  run.command = command;
  run.harness_version = WFX_VERSION;
  run.commit = WFX_COMMIT;
  run.program_sha256 = Sha256HexOfFile(PathOf(ProgramPath()));
  run.scenarios_sha256 = HashOf(catalogue);
  run.repeat = options.repeat;
  return run;
}

EnvironmentFacts DescribeEnvironment() {
  const MachineFacts machine = DescribeMachine();
  EnvironmentFacts environment;
  environment.os = machine.os;
  environment.os_build = machine.os_build;
  environment.wine_version = machine.wine_version;
  environment.cpu = machine.cpu;
  environment.logical_cpus = machine.logical_cpus;
  environment.memory_bytes = machine.memory_bytes;
  environment.clock = Describe(Clock::Get().facts());
  return environment;
}

std::string PlatformName(const EnvironmentFacts& environment) {
  const std::string& version = environment.wine_version;
  return version.empty() ? ""
                         : "wine_" + version.substr(0, version.find_first_not_of("0123456789"));
}

}  // namespace wfx
