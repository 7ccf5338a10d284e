// Known deviations by cause, reasons for what did not run, and which requirements that leaves
// judged.
#include <algorithm>
#include <map>
#include <set>

#include "reports/figures.h"
#include "reports/sections.h"
#include "reports/standing.h"
#include "runner/joined.h"

namespace wfx {
namespace {

// What a cause does to one scenario.
struct Effect {
  std::vector<Finding> findings;  // each once, in the order of the file
  std::set<std::string> cases;    // ids with their record
};

struct Cause {
  std::map<std::string, Effect> effects;  // by scenario
  std::size_t cases = 0;
  const Deviation* entry = nullptr;
};

const Deviation* EntryOf(const RunRecord& record, const Result& result, const Finding& finding) {
  const Deviation* of_cause = nullptr;
  for (const Deviation& deviation : record.deviations) {
    if (deviation.cause != finding.deviation) continue;
    of_cause = &deviation;
    if (deviation.scenario == result.scenario && deviation.expectation == finding.expectation)
      break;
  }
  return of_cause;
}

void AddFinding(Cause& cause, const Result& result, const Finding& finding, std::size_t record) {
  Effect& effect = cause.effects[result.scenario];
  Finding everywhere = finding;
  everywhere.line = 0;
  if (std::find(effect.findings.begin(), effect.findings.end(), everywhere) ==
      effect.findings.end())
    effect.findings.push_back(everywhere);
  if (effect.cases.insert(result.FullId() + " " + std::to_string(record)).second) ++cause.cases;
}

std::map<std::string, Cause> CausesOf(const Comparison& comparison) {
  std::map<std::string, Cause> causes;
  for (std::size_t i = 0; i < comparison.records().size(); ++i) {
    const RunRecord& record = comparison.records()[i];
    for (const Result& result : record.results) {
      for (const Finding& finding : result.findings) {
        if (finding.deviation.empty()) continue;
        Cause& cause = causes[finding.deviation];
        AddFinding(cause, result, finding, i);
        if (cause.entry == nullptr) cause.entry = EntryOf(record, result, finding);
      }
    }
  }
  return causes;
}

void AddCause(Document& document, const std::string& name, const Cause& cause) {
  document.Add(Heading{3, name + ": " + Count(cause.cases, "case")});
  if (const Deviation* entry = cause.entry) {
    std::string facts;
    const auto add = [&](const std::string& what, const std::string& value) {
      if (!value.empty()) facts += (facts.empty() ? "" : "; ") + what + value;
    };
    add("", entry->link);
    add("kind ", entry->kind);
    add("owner ", entry->owner);
    add("expires ", entry->expires);
    if (!facts.empty()) document.Add(Paragraph{facts});
  }
  List list;
  for (const auto& [scenario, effect] : cause.effects) {
    const Finding& first = effect.findings.front();
    Line line{Code(scenario)};
    if (effect.cases.size() > 1) line += " (" + Count(effect.cases.size(), "case") + ")";
    line += ": expected ";
    line += Code(first.expectation);
    line += ", observed ";
    line += Code(first.observed);
    if (effect.findings.size() > 1)
      line += ", and " + Count(effect.findings.size() - 1, "finding") + " more";
    list.items.push_back(std::move(line));
  }
  document.Add(std::move(list));
}

void AddReasons(Document& document, const Comparison& comparison, Verdict verdict,
                const std::string& heading) {
  std::map<std::string, std::map<std::string, std::vector<std::string>>>
      reasons;  // reason -> case -> columns
  std::size_t count = 0;
  for (const auto& row : comparison.results()) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const Result* result = row.cells[i];
      if (result == nullptr || result->verdict != verdict) continue;
      ++count;
      const std::string reason = result->reason.empty() ? "no reason was recorded" : result->reason;
      reasons[reason][row.Id()].push_back(comparison.columns()[i].label);
    }
  }
  if (count == 0) return;
  document.Add(Heading{2, heading + ": " + Count(count, "case")});
  List list;
  for (const auto& [reason, cases] : reasons) {
    Line line{reason + " (" + Thousands(cases.size()) + "): "};
    std::string separator;
    for (const auto& [id, labels] : cases) {
      line += separator;
      line += Code(id);
      if (labels.size() < comparison.columns().size()) line += " on " + Joined(labels);
      separator = labels.size() < comparison.columns().size() ? "; " : ", ";
    }
    list.items.push_back(std::move(line));
  }
  document.Add(std::move(list));
}

// How the must requirements stand in one column.
std::map<std::string, Standing> StandingsOfMusts(const Comparison& comparison, std::size_t column) {
  std::set<std::string> musts;
  for (const RunRecord& record : comparison.records())
    for (const auto& [id, requirement] : record.requirements)
      if (requirement.level == Requirement::Level::kMust) musts.insert(id);
  std::vector<const Result*> results;
  for (const auto& row : comparison.results())
    if (row.cells[column] != nullptr) results.push_back(row.cells[column]);
  std::map<std::string, Standing> standings = StandingsOf(results);
  std::erase_if(standings, [&](const auto& each) { return !musts.contains(each.first); });
  return standings;
}

}  // namespace

void AddKnownDeviations(Document& document, const Comparison& comparison) {
  const std::map<std::string, Cause> causes = CausesOf(comparison);
  if (causes.empty()) return;
  document.Add(Heading{2, "Known deviations: " + Count(causes.size(), "cause")});
  for (const auto& [name, cause] : causes) AddCause(document, name, cause);
}

void AddNotRun(Document& document, const Comparison& comparison) {
  AddReasons(document, comparison, Verdict::kNotRun, "Not run");
  AddReasons(document, comparison, Verdict::kBlocked, "Blocked");
}

void AddMustCounts(Document& document, const Comparison& comparison) {
  Table table{
      {{"Target"}, {"judged", true}, {"masked by the platform", true}, {"not judged", true}}, {}};
  for (std::size_t i = 0; i < comparison.columns().size(); ++i) {
    std::uint64_t judged = 0, masked = 0, not_judged = 0;
    for (const auto& [id, standing] : StandingsOfMusts(comparison, i)) {
      ++(standing.masked != 0 ? masked : standing.judged() != 0 ? judged : not_judged);
    }
    if (judged + masked + not_judged == 0) continue;
    table.rows.push_back({comparison.columns()[i].label, Thousands(judged), Thousands(masked),
                          Thousands(not_judged)});
  }
  if (table.rows.empty()) return;
  document.Add(Heading{2, "Requirements of level must"});
  document.Add(std::move(table));
}

void AddCoverage(Document& document, const Comparison& comparison) {
  AddMustCounts(document, comparison);
  List masked_musts;
  for (std::size_t i = 0; i < comparison.columns().size(); ++i) {
    for (const auto& [id, standing] : StandingsOfMusts(comparison, i)) {
      if (standing.masked == 0) continue;
      Line line{Code(id),
                ": " + Thousands(standing.masked) + " of " + Count(standing.cases(), "case")};
      if (comparison.is_side_by_side()) line += " on " + comparison.columns()[i].label;
      masked_musts.items.push_back(std::move(line));
    }
  }
  if (masked_musts.items.empty()) return;
  document.Add(
      Paragraph{"Masked: a known deviation of the platform stands where a verdict would be, so "
                "nothing that runs on it is judged by these:"});
  document.Add(std::move(masked_musts));
}

}  // namespace wfx
