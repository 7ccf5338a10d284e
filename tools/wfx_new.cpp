// wfx new: a scenario to start from.
#include <algorithm>

#include "reports/record.h"
#include "runner/scenario/spelling.h"
#include "tools/wfx_catalogue.h"

namespace wfx {
namespace {

namespace fs = std::filesystem;

constexpr char kSkeleton[] = R"({
  "$schema": "SCHEMA",
  "title": "A write of 2 bytes at offset 0 completes",
  "requirements": ["REQUIREMENT"],
  "given": [
    { "file": "data", "size": "8 KiB", "filled_with": "random" },
    { "handle": "writer", "opens": "data", "access": ["GENERIC_WRITE"], "flags": ["FILE_FLAG_OVERLAPPED"] }
  ],
  "when": [
    { "write": "w", "handle": "writer", "offset": 0, "length": 2 },
    { "wait": "alertable", "at_most": "500 ms" }
  ],
  "then": [
    { "write": "w", "completes_with": "2 bytes" },
    { "file": "data", "size": "8 KiB" }
  ]
}
)";

std::string AreaOfId(const std::string& id) { return id.substr(0, id.find('/')); }

void DemandId(const std::string& id) {
  const bool sound =
      id.find('/') != std::string::npos && id.front() != '/' && id.back() != '/' &&
      id.find("//") == std::string::npos && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '/';
      });
  if (!sound)
    throw BadRequest("\"" + id +
                     "\" is no scenario id; the right form is AREA/NAME of a-z, 0-9 and _");
}

void Replace(std::string& text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), by);
}

std::string SchemaPath(const std::string& id) {
  std::string path;
  for (const char c : id)
    if (c == '/') path += "../";
  return path + "scenario.schema.json";
}

// Requirements of level must in the area first, for the skeleton says what must be true.
std::vector<std::string> RequirementsFor(const std::string& area, const Catalogue& catalogue) {
  std::vector<std::string> ids;
  for (const auto& [id, requirement] : catalogue.requirements)
    if (requirement.untestable.empty() && id.starts_with(area + ".")) ids.push_back(id);
  std::stable_partition(ids.begin(), ids.end(), [&](const std::string& id) {
    return catalogue.requirements.at(id).level == Requirement::Level::kMust;
  });
  return ids;
}

std::string Skeleton(const std::string& id, const std::vector<std::string>& requirements) {
  std::string text = kSkeleton;
  Replace(text, "SCHEMA", SchemaPath(id));
  Replace(text, "REQUIREMENT",
          requirements.empty() ? AreaOfId(id) + ".name_it" : requirements.front());
  return text;
}

std::string CopyOf(const std::string& like, const std::string& id, const Catalogue& catalogue) {
  std::vector<std::string_view> ids;
  for (const Scenario& scenario : catalogue.scenarios) {
    ids.push_back(scenario.id);
    if (scenario.id != like) continue;
    std::string text = scenario.text;
    Replace(text, "\"" + SchemaPath(like) + "\"", "\"" + SchemaPath(id) + "\"");
    return text;
  }
  throw BadRequest("there is no scenario " + like + " to copy" +
                   Suggestion(like, ids, "scenarios"));
}

void SayWhatIsNext(const Request& request, const std::string& area,
                   const std::vector<std::string>& requirements) {
  request.out << "Next: say in its title what is true, name the requirement, change given, when "
                 "and then; then run wfx check.\n";
  if (requirements.empty()) {
    request.out << "There is no requirement of area " << area << " yet: write it into requirements/"
                << area << ".json.\n";
    return;
  }
  request.out << "Requirements of area " << area << ":\n";
  for (const std::string& requirement : requirements) request.out << "  " << requirement << "\n";
}

ExitCode New(const Request& request) {
  const std::string& id = request.words[0];
  DemandId(id);
  const std::vector<fs::path> folders = ScenarioFolders(request, false);
  const Catalogue catalogue = ReadCatalogue(folders);
  const fs::path file = folders.front() / (id + ".json");
  if (fs::exists(file))
    throw BadRequest(file.generic_string() + " exists; give another name, or edit it");
  const std::vector<std::string> requirements = RequirementsFor(AreaOfId(id), catalogue);
  const std::string text = request.Has("--like") ? CopyOf(request.One("--like"), id, catalogue)
                                                 : Skeleton(id, requirements);
  fs::create_directories(file.parent_path());
  WriteFileWhole(file, text);
  request.out << "wrote " << file.generic_string() << "\n";
  SayWhatIsNext(request, AreaOfId(id), requirements);
  return kHeld;
}

}  // namespace

const Command kNewCommand{
    "new",
    "AREA/NAME",
    1,
    1,
    "writes a new scenario to start from",
    "Without --like it is a whole small scenario: one write that completes. Never replaces a file.",
    {kScenariosOption, {"--like", "ID", "copies this scenario"}},
    New};

}  // namespace wfx
