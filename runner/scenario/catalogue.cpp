#include "runner/scenario/catalogue.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "runner/scenario/fields.h"
#include "runner/scenario/requirements.h"
#include "runner/scenario/sources.h"
#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

namespace fs = std::filesystem;

// The path in UTF-8 with forward slashes, absolute or relative as it is.
std::string Shown(const fs::path& path) {
  const std::u8string text = path.generic_u8string();
  return {text.begin(), text.end()};
}

std::string TextOf(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) throw std::runtime_error(Shown(path) + ": cannot be read");
  return std::move(text).str();
}

// Every .json file below `directory`, sorted by path.
std::vector<fs::path> JsonFiles(const fs::path& directory) {
  std::vector<fs::path> files;
  if (!fs::is_directory(directory)) return files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.path().extension() == ".json" && entry.is_regular_file())
      files.push_back(entry.path());
  }
  std::ranges::sort(files, {}, Shown);
  return files;
}

// Reads folders into one catalogue, then looks at what only all of them together can show.
class CatalogueReader {
 public:
  Catalogue Read(const std::vector<fs::path>& directories) {
    for (const fs::path& directory : directories) {
      if (!fs::is_directory(directory))
        throw std::runtime_error(Shown(directory) + ": there is no such folder of scenarios");
    }
    for (const fs::path& directory : directories) ReadFolder(directory);
    std::ranges::sort(catalogue_.scenarios, {}, &Scenario::id);
    for (Scenario& scenario : catalogue_.scenarios) CheckRequirements(scenario);
    CheckCompleteness();
    CheckSources();
    for (const fs::path& directory : directories) {
      for (const fs::path& path : JsonFiles(directory / "deviations")) {
        ReadDeviations(TextOf(path), Shown(path), &catalogue_, catalogue_.errors);
      }
    }
    // By file as they were read; within one by line.
    std::ranges::stable_sort(catalogue_.errors, [](const ReadError& a, const ReadError& b) {
      return a.file != b.file ? a.file < b.file : a.line < b.line;
    });
    return std::move(catalogue_);
  }

 private:
  void ReadFolder(const fs::path& directory) {
    for (const fs::path& path : JsonFiles(directory / "sources"))
      ReadSources(TextOf(path), Shown(path), catalogue_.sources, catalogue_.errors);
    for (const fs::path& path : JsonFiles(directory / "requirements")) AddRequirements(path);
    for (const fs::path& path : JsonFiles(directory)) {
      const fs::path relative = path.lexically_relative(directory);
      const std::string top = Shown(*relative.begin());
      if (top == "requirements" || top == "sources" || top == "deviations" ||
          Shown(path).ends_with(".schema.json"))
        continue;
      AddScenario(path, Shown(relative));
    }
  }

  void AddScenario(const fs::path& path, const std::string& relative) {
    constexpr std::size_t kExtension = std::string_view(".json").size();
    const std::string id = relative.substr(0, relative.size() - kExtension);
    const std::string file = Shown(path);
    if (id.find('/') == std::string::npos) {
      catalogue_.errors.push_back(
          {file, 1, "a scenario stands in the folder of its area, AREA/" + relative});
    }
    Scenario scenario = ReadScenario(TextOf(path), id, file, catalogue_.errors);
    const auto [first, added] = files_.emplace(id, file);
    if (!added) {
      catalogue_.errors.push_back(
          {file, 1,
           "scenario " + Quoted(id) + " is also in " + first->second + "; rename one of them"});
      return;
    }
    catalogue_.scenarios.push_back(std::move(scenario));
  }

  void AddRequirements(const fs::path& path) {
    const std::string area = Shown(path.stem());
    for (Requirement& requirement :
         ReadRequirements(TextOf(path), area, Shown(path), catalogue_.errors)) {
      const std::string id = requirement.id;
      const std::string file = requirement.file;
      const int line = requirement.line;
      const auto [first, added] = catalogue_.requirements.emplace(id, std::move(requirement));
      if (added) continue;
      catalogue_.errors.push_back(
          {file, line,
           "requirement " + Quoted(id) + " is also in " + first->second.file + ":" +
               std::to_string(first->second.line) + "; rename one of them"});
    }
  }

  // Finds a requirement, or reports that there is none.
  const Requirement* Find(const std::string& id, const std::string& file, int line) {
    const auto found = catalogue_.requirements.find(id);
    if (found != catalogue_.requirements.end()) return &found->second;
    std::vector<std::string_view> ids;
    for (const auto& [each, requirement] : catalogue_.requirements) ids.push_back(each);
    Report(file, line,
           "there is no requirement " + Quoted(id) + Suggestion(id, ids, "requirements"));
    return nullptr;
  }

  // Once, however many cases of a scenario it is wrong in.
  void Report(const std::string& file, int line, const std::string& message) {
    const ReadError error{file, line, message};
    if (std::ranges::find(catalogue_.errors, error) == catalogue_.errors.end())
      catalogue_.errors.push_back(error);
  }

  void CheckRequirements(Scenario& scenario) {
    for (Case& each : scenario.cases) {
      const Requirement* first = nullptr;
      for (const std::string& id : each.requirements) {
        judged_.insert(id);
        const Requirement* requirement = Find(id, scenario.file, each.line);
        if (requirement == nullptr) continue;
        if (!requirement->untestable.empty()) {
          Report(scenario.file, each.line,
                 "requirement " + Quoted(id) +
                     " is marked untestable; remove the mark or the scenario");
        }
        if (first == nullptr) first = requirement;
        if (requirement->level == first->level) continue;
        const bool may_first = first->level == Requirement::Level::kMay;
        Report(scenario.file, each.line,
               "requirements of two levels in one scenario: " + Quoted(first->id) + " is a " +
                   (may_first ? "may" : "must") + ", " + Quoted(id) + " a " +
                   (may_first ? "must" : "may") + "; split it");
      }
      each.judged = first == nullptr || first->level == Requirement::Level::kMust;
      each.applies_to = AppliesTo(each, catalogue_.requirements);
      for (const Expectation& expectation : each.then) {
        if (!expectation.because.empty())
          Find(expectation.because, scenario.file, expectation.line);
      }
    }
  }

  void CheckCompleteness() {
    for (const auto& [id, requirement] : catalogue_.requirements) {
      if (!judged_.contains(id) && requirement.untestable.empty()) {
        Report(requirement.file, requirement.line,
               "no scenario judges requirement " + Quoted(id) +
                   "; write one, or say why not: \"untestable\"");
      }
    }
  }

  void CheckSources() {
    for (const auto& [name, fact] : catalogue_.sources.facts) {
      for (const std::string& document : DocumentsIn(fact.where)) {
        if (!catalogue_.sources.documents.contains(document))
          Report(fact.file, fact.line, "there is no document " + Quoted(document));
      }
    }
    for (const auto& [id, requirement] : catalogue_.requirements) {
      for (const std::string& source : requirement.sources) {
        const std::string wrong = WhatIsWrongWith(source, catalogue_.sources);
        if (!wrong.empty())
          Report(requirement.file, requirement.line, "requirement " + Quoted(id) + ": " + wrong);
      }
    }
  }

  Catalogue catalogue_;
  std::map<std::string, std::string> files_;  // of each scenario id
  std::set<std::string> judged_;              // requirements that scenarios name
};

}  // namespace

std::vector<std::string> AppliesTo(const Case& subject,
                                   const std::map<std::string, Requirement>& requirements) {
  std::vector<std::string> kinds;
  for (const std::string& id : subject.requirements) {
    const auto found = requirements.find(id);
    if (found == requirements.end() || found->second.applies_to.empty()) return {};
    for (const std::string& kind : found->second.applies_to) {
      if (std::ranges::find(kinds, kind) == kinds.end()) kinds.push_back(kind);
    }
  }
  return kinds;
}

Catalogue ReadCatalogue(const std::vector<fs::path>& directories) {
  return CatalogueReader().Read(directories);
}

}  // namespace wfx
