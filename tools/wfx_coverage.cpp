// wfx coverage: each requirement, the scenarios that judge it, and what came of them in a record.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "reports/document.h"
#include "reports/figures.h"
#include "reports/record.h"
#include "reports/standing.h"
#include "reports/technology.h"
#include "tools/wfx_catalogue.h"

namespace wfx {
namespace {

// The catalogue turned around: by requirement, the scenarios that name it.
using Judges = std::map<std::string, std::vector<const Scenario*>>;

Judges JudgesOf(const Catalogue& catalogue) {
  Judges judges;
  for (const Scenario& scenario : catalogue.scenarios) {
    std::set<std::string> named;
    for (const Case& subject : scenario.cases)
      named.insert(subject.requirements.begin(), subject.requirements.end());
    for (const std::string& id : named) judges[id].push_back(&scenario);
  }
  return judges;
}

bool IsMust(const Requirement& requirement) {
  return requirement.level == Requirement::Level::kMust;
}

// Nothing but inference stands behind it.
bool IsInferred(const Requirement& requirement) { return requirement.grade == "I"; }

// What the record says of one target.
struct Column {
  std::string target;
  std::map<std::string, Standing> standings;                         // by requirement
  std::map<std::string, std::map<std::string, Standing>> scenarios;  // by requirement, scenario
};

std::vector<Column> ColumnsOf(const RunRecord& record) {
  std::vector<Column> columns;
  for (const TargetFacts& target : record.targets) {
    std::vector<const Result*> results;
    std::map<std::string, std::vector<const Result*>> of_scenario;
    for (const Result& result : record.results) {
      if (result.target != target.name) continue;
      results.push_back(&result);
      of_scenario[result.scenario].push_back(&result);
    }
    Column column{target.name, StandingsOf(results), {}};
    for (const auto& [scenario, own] : of_scenario)
      for (const auto& [id, standing] : StandingsOf(own)) column.scenarios[id][scenario] = standing;
    columns.push_back(std::move(column));
  }
  return columns;
}

// "3 held, 1 masked".
std::string Spell(const Standing& standing) {
  std::string text;
  const auto add = [&](std::uint64_t count, const char* name) {
    if (count == 0) return;
    text += (text.empty() ? "" : ", ") + Thousands(count) + " " + name;
  };
  add(standing.held, "held");
  add(standing.failed, "failed");
  add(standing.masked, "masked by the platform");
  add(standing.observed, "observed");
  add(standing.not_judged, "not judged");
  return text.empty() ? "not in the record" : text;
}

// ---- the table of areas ----

struct Counts {
  std::uint64_t musts = 0, mays = 0, untestable = 0;
  std::set<const Scenario*> scenarios;
  std::uint64_t held = 0, failed = 0, masked = 0, not_judged = 0;  // testable musts, of a record
};

void CountStanding(const std::vector<Column>& columns, const std::string& id, Counts& counts) {
  for (const Column& column : columns) {
    const auto found = column.standings.find(id);
    const Standing standing = found == column.standings.end() ? Standing{} : found->second;
    std::uint64_t& counter = standing.failed != 0   ? counts.failed
                             : standing.masked != 0 ? counts.masked
                             : standing.held != 0   ? counts.held
                                                    : counts.not_judged;
    ++counter;
  }
}

void CountRequirement(const Requirement& requirement, const Judges& judges,
                      const std::vector<Column>& columns, Counts& counts) {
  ++(IsMust(requirement) ? counts.musts : counts.mays);
  if (!requirement.untestable.empty()) {
    ++counts.untestable;
    return;
  }
  const auto found = judges.find(requirement.id);
  if (found != judges.end()) counts.scenarios.insert(found->second.begin(), found->second.end());
  if (IsMust(requirement)) CountStanding(columns, requirement.id, counts);
}

Table TableOfAreas(const Catalogue& catalogue, const Judges& judges,
                   const std::vector<Column>& columns) {
  std::map<std::string, Counts> areas;
  Counts all;
  for (const auto& [id, requirement] : catalogue.requirements) {
    CountRequirement(requirement, judges, columns, areas[id.substr(0, id.find('.'))]);
    CountRequirement(requirement, judges, columns, all);
  }
  Table table{{{"Area"}, {"must", true}, {"may", true}, {"untestable", true}, {"scenarios", true}},
              {}};
  if (!columns.empty())
    for (const char* title : {"musts held", "failed", "masked", "not judged"})
      table.columns.push_back({title, true});
  const auto add = [&](const std::string& name, const Counts& counts) {
    std::vector<Line>& row = table.rows.emplace_back(1, Line(name));
    for (const std::uint64_t each : {counts.musts, counts.mays, counts.untestable,
                                     static_cast<std::uint64_t>(counts.scenarios.size())})
      row.push_back(Thousands(each));
    if (columns.empty()) return;
    for (const std::uint64_t each : {counts.held, counts.failed, counts.masked, counts.not_judged})
      row.push_back(Thousands(each));
  };
  for (const auto& [area, counts] : areas) add(area, counts);
  add("all", all);
  return table;
}

// ---- the list of requirements ----

std::string ScenarioLine(const Scenario& scenario, const std::string& id,
                         const std::vector<Column>& columns) {
  std::string line = scenario.id + " (" + Count(scenario.cases.size(), "case") + ")";
  for (const Column& column : columns) {
    const auto of = column.scenarios.find(id);
    const bool known = of != column.scenarios.end() && of->second.contains(scenario.id);
    line += (columns.size() > 1 ? "; on " + column.target + " " : ": ") +
            Spell(known ? of->second.at(scenario.id) : Standing{});
  }
  return line;
}

void AddRequirement(Document& document, const Requirement& requirement, const Judges& judges,
                    const std::vector<Column>& columns) {
  document.Add(Paragraph{
      {Strong(requirement.id), " (" + std::string(IsMust(requirement) ? "must" : "may") + ", " +
                                   requirement.grade + "): " + requirement.statement}});
  List list;
  if (!requirement.untestable.empty())
    list.items.push_back("untestable: " + requirement.untestable);
  if (const auto found = judges.find(requirement.id); found != judges.end())
    for (const Scenario* scenario : found->second)
      list.items.push_back(ScenarioLine(*scenario, requirement.id, columns));
  document.Add(std::move(list));
}

ExitCode Coverage(const Request& request) {
  const Catalogue catalogue = ReadSound(ScenarioFolders(request, false));
  const Judges judges = JudgesOf(catalogue);
  std::optional<RunRecord> record;
  if (!request.words.empty()) record = ReadRecord(request.words[0]);
  const std::vector<Column> columns = record ? ColumnsOf(*record) : std::vector<Column>{};

  Document document;
  document.Add(TableOfAreas(catalogue, judges, columns));
  if (record) document.Add(TechnologySection({*record}));
  const auto inferred = std::count_if(
      catalogue.requirements.begin(), catalogue.requirements.end(),
      [](const auto& each) { return IsMust(each.second) && IsInferred(each.second); });
  document.Add(Paragraph{std::to_string(inferred) +
                         " requirements that are only inferred (grade I) are must."});
  std::size_t shown = 0;
  for (const auto& [id, requirement] : catalogue.requirements) {
    const std::vector<std::string> globs = request.All("--only");
    const bool wanted =
        globs.empty()
            ? !request.Has("--summary")
            : std::any_of(globs.begin(), globs.end(),
                          [&id = id](const std::string& glob) { return Selects(glob, id); });
    if (!wanted) continue;
    ++shown;
    AddRequirement(document, requirement, judges, columns);
  }
  if (request.Has("--only") && shown == 0) {
    request.err << "wfx: no requirement is selected; wfx coverage without --only shows them all\n";
    return kNothingSelected;
  }
  request.out << (request.Has("--markdown") ? RenderMarkdown(document) : RenderText(document));
  return kHeld;
}

}  // namespace

const Command kCoverageCommand{
    "coverage",
    "[RECORD]",
    0,
    1,
    "lists every requirement, the scenarios that judge it, and what a record says of them",
    "A must whose case is an xfail is masked by the platform: it is not judged there.",
    {kScenariosOption,
     {"--only", "GLOB", "only requirements whose id it selects", true},
     {"--summary", "", "only the table of areas"},
     {"--markdown", "", "as Markdown; default: for a terminal"}},
    Coverage};

}  // namespace wfx
