// wfx-overhead: what the harness itself costs, as one table.
#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "bench/overhead/against_raw.h"
#include "bench/overhead/options.h"
#include "bench/overhead/own.h"
#include "bench/overhead/records.h"
#include "bench/overhead/row.h"
#include "bench/overhead/start.h"
#include "reports/document.h"
#include "reports/record.h"
#include "runner/engine/clock.h"
#include "runner/exit_code.h"
#include "runner/options.h"
#include "runner/process/program.h"
#include "runner/session_targets.h"
#include "runner/session_venue.h"

namespace wfx {
namespace {

// Told where somebody waits, apart from the table.
void SayOnError(const std::string& what) { std::cerr << "wfx-overhead: " << what << "\n"; }

void Append(std::vector<Row>& rows, std::vector<Row> more) {
  std::ranges::move(more, std::back_inserter(rows));
}

std::vector<Row> Chain(const OverheadOptions& options, const std::string& directory) {
  const SystemChoice choice{.base = options.system, .providers = {}, .measures = true};
  const OpenedSystem system = OpenSystem(choice);
  TargetFacts target;
  // Any folder of a model is as good as the other, and this one is there.
  target.directory = choice.is_model() ? "C:" : directory;
  AgainstRaw how;
  if (options.is_quick) how.rounds = 6, how.slice = 50, how.file_size = 1 << 20;
  std::vector<Row> rows = CompareWithRaw(system.api, target, how, &SayOnError);
  // The targets are those of a file system.
  if (choice.is_model()) {
    for (Row& row : rows) row.goal = {};
  }
  return rows;
}

std::vector<Row> Start(const OverheadOptions& options, const std::string& directory) {
  Starts how;
  how.programs = PathOf(ProgramPath()).parent_path();
  if (options.system == "kernel32") how.target = directory;
  std::error_code ignored;
  if (std::filesystem::is_directory("scenarios", ignored)) how.catalogue = "scenarios";
  if (options.is_quick) how.rounds = 1;
  return CompareStarts(how, &SayOnError);
}

std::vector<Row> Measure(const OverheadOptions& options) {
  Options places;
  places.system = options.system;
  if (!options.target.empty()) places.targets.emplace_back("default", options.target);
  TargetDirectories directories(places);
  const std::string directory = directories.Find().front().second;
  const bool is_quick = options.is_quick;
  std::vector<Row> rows;
  if (Wants(options, "chain")) Append(rows, Chain(options, directory));
  if (Wants(options, "write")) Append(rows, MeasureWrites());
  if (Wants(options, "samples")) Append(rows, MeasureSamples(is_quick ? 100'000 : 10'000'000));
  if (Wants(options, "percentiles")) Append(rows, MeasurePercentiles(is_quick ? 2'000 : 1'000'000));
  if (Wants(options, "records")) Append(rows, MeasureRecords(is_quick ? 100 : 10'000));
  if (Wants(options, "start")) Append(rows, Start(options, directory));
  return rows;
}

ExitCode CodeOf(const std::vector<Row>& rows) {
  const auto any = [&](Outcome outcome) {
    return std::ranges::any_of(rows, [&](const Row& row) { return OutcomeOf(row) == outcome; });
  };
  if (any(Outcome::kMissed)) return kBroken;
  return any(Outcome::kVoid) ? kInconclusive : kHeld;
}

int Run(const std::vector<std::string>& arguments) {
  const OverheadOptions options = ParseOverheadOptions(arguments);
  if (options.help) {
    std::cout << OverheadHelp();
    return kHeld;
  }
  std::vector<Row> rows = Measure(options);
  if (options.is_quick) {
    for (Row& row : rows) row.goal = {};
  }
  Document document;
  document.Add(TableOf(rows));
  const std::string clock = Describe(Clock::Get().facts());
  std::cout << "System " << options.system << "; clock " << clock << "\n\n" << RenderText(document);
  if (options.is_quick) std::cout << "\nQuick: nothing is judged.\n";
  if (!options.json.empty())
    WriteFileWhole(PathOf(options.json), JsonOf(rows, clock, options.system, !options.is_quick));
  return CodeOf(rows);
}

}  // namespace
}  // namespace wfx

int main(int argc, char** argv) {
  wfx::FailQuietly();
  try {
    const int code = wfx::Run(wfx::ProgramArguments(argc, argv));
    std::cout.flush();
    return code;
  } catch (const std::exception& error) {
    std::cout.flush();
    std::cerr << "wfx-overhead: " << error.what() << "\n";
    return wfx::kUsage;
  }
}
