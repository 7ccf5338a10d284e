// How the run ended, where, and how many cases ended how.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "reports/figures.h"
#include "reports/sections.h"

namespace wfx {
namespace {

using Counts = std::array<std::uint64_t, kVerdicts.size()>;

std::uint64_t& At(Counts& counts, Verdict verdict) {
  return counts[static_cast<std::size_t>(verdict)];
}

// "120 pass, 30 xfail".
std::string Spell(const Counts& counts) {
  std::string text;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] != 0)
      text +=
          (text.empty() ? "" : ", ") + Thousands(counts[i]) + " " + std::string(kVerdicts[i].name);
  return text.empty() ? "-" : text;
}

std::string WhereItRan(const RunRecord& record) {
  const EnvironmentFacts& environment = record.environment;
  std::string where = SystemName(record);
  // Under Wine the system's name does not say what the host is.
  if (!environment.wine_version.empty() && !environment.os.empty()) {
    where += " (" + environment.os;
    if (!environment.os_build.empty()) where += " " + environment.os_build;
    where += ")";
  }
  return where;
}

std::string Targets(const RunRecord& record) {
  std::string text;
  for (const TargetFacts& target : record.targets) {
    text += (text.empty() ? "" : ", ") + target.name;
    if (!target.file_system.empty()) text += " (" + target.file_system + ")";
  }
  return (record.targets.size() == 1 ? "target " : "targets ") + text;
}

std::string WhatCameOfIt(const RunRecord& record) {
  Counts counts{};
  for (const Result& result : record.results) ++At(counts, result.verdict);
  std::string text;
  if (!record.results.empty())
    text = Count(record.results.size(), "result") + " (" + Spell(counts) + ")";
  if (record.measurements.empty()) return text.empty() ? "nothing was recorded" : text;
  const auto failed =
      std::count_if(record.measurements.begin(), record.measurements.end(),
                    [](const Measurement& measurement) { return !measurement.errors.empty(); });
  text += (text.empty() ? "" : ", ") + Count(record.measurements.size(), "measurement");
  return failed == 0 ? text
                     : text + " (" + Thousands(static_cast<std::uint64_t>(failed)) + " failed)";
}

Line Sentence(const RunRecord& record) {
  const bool complete = IsComplete(record);
  const bool held = Held(record);
  Line line{Strong(!complete ? "INCOMPLETE" : held ? "HELD" : "FAILED"), ": "};
  line += record.run.program.empty() ? "a run" : record.run.program;
  line += " on " + WhereItRan(record);
  if (!record.targets.empty()) line += ", " + Targets(record);
  if (!record.run.date.empty()) line += ", " + record.run.date;
  line += ": " + WhatCameOfIt(record);
  if (!complete) {
    const std::size_t done = record.results.size() + record.measurements.size();
    line += record.run.end.empty() ? "; the run died" : "; the run ended early";
    if (record.planned != 0)
      line += " after " + Thousands(done) + " of " + Thousands(record.planned);
    if (!held) line += ", and what was done FAILED";
  }
  line += ".";
  return line;
}

Counts CountsOf(const Comparison& comparison, std::size_t column, const std::string& area) {
  Counts counts{};
  for (const auto& row : comparison.results())
    if (row.cells[column] != nullptr && (area.empty() || AreaOf(row.scenario) == area))
      ++At(counts, row.cells[column]->verdict);
  return counts;
}

// A column for each verdict that occurs.
Table TableOfOneTarget(const Comparison& comparison, const std::set<std::string>& areas) {
  const Counts all = CountsOf(comparison, 0, "");
  Table table{{{"Area"}}, {}};
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i] != 0) table.columns.push_back({std::string(kVerdicts[i].name), true});
  const auto add = [&](const std::string& name, const Counts& counts) {
    std::vector<Line>& row = table.rows.emplace_back(1, Line(name));
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i] != 0) row.push_back(counts[i] == 0 ? Line("-") : Line(Thousands(counts[i])));
  };
  for (const std::string& area : areas) add(area, CountsOf(comparison, 0, area));
  add("all", all);
  return table;
}

// A column for each target.
Table TableOfTargets(const Comparison& comparison, const std::set<std::string>& areas) {
  Table table{{{"Area"}}, {}};
  for (const Comparison::Column& column : comparison.columns())
    table.columns.push_back({column.label});
  const auto add = [&](const std::string& name, const std::string& area) {
    std::vector<Line>& row = table.rows.emplace_back(1, Line(name));
    for (std::size_t i = 0; i < comparison.columns().size(); ++i)
      row.push_back(Spell(CountsOf(comparison, i, area)));
  };
  for (const std::string& area : areas) add(area, area);
  add("all", "");
  return table;
}

List MeaningOfVerdicts(const Comparison& comparison) {
  std::set<Verdict> seen;
  for (const auto& row : comparison.results())
    for (const Result* result : row.cells)
      if (result != nullptr && result->verdict != Verdict::kPass) seen.insert(result->verdict);
  List list;
  for (const Verdict verdict : seen)
    list.items.push_back(
        {Code(std::string(Describe(verdict).name)), ": " + std::string(Describe(verdict).meaning)});
  return list;
}

}  // namespace

void AddHead(Document& document, const Comparison& comparison, const char* title) {
  document.Add(Heading{1, title});
  if (comparison.records().size() == 1) {
    document.Add(Paragraph{Sentence(comparison.records()[0])});
  } else {
    List list;
    for (std::size_t i = 0; i < comparison.records().size(); ++i) {
      Line& item = list.items.emplace_back();
      if (!comparison.names().empty()) item = {Code(comparison.names()[i]), ": "};
      for (Span& words : Sentence(comparison.records()[i]).spans) item += std::move(words);
    }
    document.Add(std::move(list));
  }
  List warnings;
  for (const RunRecord& record : comparison.records())
    for (const std::string& warning : record.warnings)
      warnings.items.push_back({Strong("Note"), ": " + warning});
  if (!warnings.items.empty()) document.Add(std::move(warnings));
}

void AddVerdictCounts(Document& document, const Comparison& comparison) {
  if (comparison.results().empty()) return;
  std::set<std::string> areas;
  for (const auto& row : comparison.results()) areas.insert(AreaOf(row.scenario));
  document.Add(Heading{2, "Verdicts"});
  document.Add(comparison.is_side_by_side() ? TableOfTargets(comparison, areas)
                                            : TableOfOneTarget(comparison, areas));
  List meaning = MeaningOfVerdicts(comparison);
  if (!meaning.items.empty()) document.Add(std::move(meaning));
}

}  // namespace wfx
