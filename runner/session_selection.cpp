#include "runner/session_selection.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <utility>

#include "runner/process/program.h"

namespace wfx {
namespace {

namespace fs = std::filesystem;

struct Cover {
  std::string_view given, scenario;
};
constexpr auto kCovers = std::to_array<Cover>({
    {"file", "offset/write_inside_keeps_size"},
    {"lock", "locked_range/lock_is_granted"},
    {"pipe", "pipe/fits_quota_completes_at_once"},
    {"mailslot", "mailslot/one_write_is_one_message"},
    {"sockets", "socket/connected_one_takes_writes"},
});

[[noreturn]] void ThrowErrors(const std::vector<ReadError>& errors) {
  std::string lines;
  for (const ReadError& error : errors) {
    lines += error.file + ":" + std::to_string(error.line) + ": " + error.message + "\n";
  }
  throw InputErrors(lines);
}

std::string ReadText(const char* option, const std::string& file) {
  std::ifstream stream(PathOf(file), std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream || text.bad()) throw UsageError(std::string(option) + ": cannot read " + file);
  return std::move(text).str();
}

// The platform's own, then those of its labs: wine_8.json, wine_8.ntfs.json, wine_8.smb.json.
std::vector<fs::path> DeviationFilesOf(const std::string& platform, const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = TextOf(entry.path().filename());
    if (name.starts_with(platform + ".") && name.ends_with(".json")) files.push_back(entry.path());
  }
  // By the name without its ending, so that the platform's is the first.
  std::sort(files.begin(), files.end(),
            [](const fs::path& one, const fs::path& other) { return one.stem() < other.stem(); });
  return files;
}

std::string FullId(const Case& subject, const std::string& target) {
  return subject.scenario + (subject.case_id.empty() ? "" : "/" + subject.case_id) + "@" + target;
}

bool IsTaken(const Options& options, const std::string& full_id) {
  return options.only.empty() ||
         std::any_of(options.only.begin(), options.only.end(),
                     [&](const std::string& glob) { return Selects(glob, full_id); });
}

// Where a scenario stands in kCovers; those that are not in it come after.
std::size_t Turn(const SelectedCase& selected) {
  const auto covers = [&](const Cover& cover) { return cover.scenario == selected.scenario->id; };
  return static_cast<std::size_t>(std::find_if(kCovers.begin(), kCovers.end(), covers) -
                                  kCovers.begin());
}

std::string WhyNothing(const Program& program, const Options& options, bool other_kind) {
  std::string globs;
  for (const std::string& glob : options.only) globs += " --only '" + glob + "'";
  const std::string what =
      options.only.empty() ? "there is nothing to run" : "nothing matches" + globs;
  if (!other_kind) return what + "; --list shows what there is";
  return what + (program.measures ? " but scenarios without a load, which wfx-conformance runs"
                                  : " but loads, which wfx-bench runs");
}

}  // namespace

std::vector<fs::path> FindScenarios(const Options& options) {
  std::vector<fs::path> directories;
  for (const std::string& directory : options.scenarios) {
    directories.push_back(PathOf(directory));
    std::error_code error;
    if (!fs::is_directory(directories.back(), error))
      throw UsageError("--scenarios: there is no directory " + directory);
  }
  if (!directories.empty()) return directories;
  const fs::path folder = PathOf(ProgramPath()).parent_path();
  for (const fs::path& place :
       {fs::path("scenarios"), folder / "scenarios", folder / "../../../scenarios"}) {
    std::error_code error;
    if (fs::is_directory(place, error)) return {place.lexically_normal()};
  }
  throw UsageError(
      "no folder \"scenarios\" here or near the program; name one with --scenarios DIR");
}

Catalogue ReadSoundCatalogue(const std::vector<fs::path>& directories) {
  Catalogue catalogue = ReadCatalogue(directories);
  if (!catalogue.errors.empty()) ThrowErrors(catalogue.errors);
  return catalogue;
}

std::vector<Deviation> ReadKnownDeviations(const Options& options,
                                           const std::vector<fs::path>& directories,
                                           const std::string& platform,
                                           const Catalogue& catalogue) {
  std::vector<std::string> files = options.deviations;
  if (files.empty() && !platform.empty()) {
    for (const fs::path& directory : directories) {
      for (const fs::path& file : DeviationFilesOf(platform, directory / "deviations"))
        files.push_back(TextOf(file));
    }
  }
  std::vector<Deviation> deviations;
  std::vector<ReadError> errors;
  for (const std::string& file : files) {
    DeviationFile read = ReadDeviations(ReadText("--deviations", file), file, &catalogue, errors);
    for (Deviation& deviation : read.deviations) {
      if (deviation.target.empty()) deviation.target = read.target;
      deviations.push_back(std::move(deviation));
    }
  }
  if (!errors.empty()) ThrowErrors(errors);
  return deviations;
}

Declaration ReadDeclared(const Options& options, const std::vector<std::string>& targets) {
  if (options.declare.empty()) return {};
  std::vector<ReadError> errors;
  Declaration declaration =
      ReadDeclaration(ReadText("--declare", options.declare), options.declare, errors);
  std::string names;
  for (const std::string& target : targets) names += (names.empty() ? "" : ", ") + target;
  for (const Claims& claims : declaration.claims) {
    const bool is_there = std::find(targets.begin(), targets.end(), claims.target) != targets.end();
    if (claims.target.empty() || is_there) continue;
    errors.push_back({declaration.file, claims.line,
                      "this run has no target \"" + claims.target + "\"; it has " + names});
  }
  if (!errors.empty()) ThrowErrors(errors);
  return declaration;
}

std::string_view GivenCoveredBy(std::string_view kind) {
  for (const Cover& cover : kCovers) {
    if (cover.given == kind) return cover.scenario;
  }
  return "";
}

std::vector<SelectedCase> SelectCases(const Program& program, const Options& options,
                                      const Catalogue& catalogue,
                                      const std::vector<std::string>& targets) {
  std::vector<SelectedCase> selected;
  bool other_kind = false;
  for (const Scenario& scenario : catalogue.scenarios) {
    for (const Case& subject : scenario.cases) {
      for (std::size_t i = 0; i < targets.size(); ++i) {
        std::string full_id = FullId(subject, targets[i]);
        if (!IsTaken(options, full_id)) continue;
        if (subject.load.has_value() == program.measures) {
          selected.push_back({&scenario, &subject, i, std::move(full_id)});
        } else {
          other_kind = true;
        }
      }
    }
  }
  if (selected.empty()) throw NothingSelected(WhyNothing(program, options, other_kind));
  std::stable_sort(
      selected.begin(), selected.end(),
      [](const SelectedCase& left, const SelectedCase& right) { return Turn(left) < Turn(right); });
  return selected;
}

}  // namespace wfx
