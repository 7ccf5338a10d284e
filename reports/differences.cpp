// Where targets differ, and what targets do where the documentation leaves it open.
#include <algorithm>
#include <set>

#include "reports/figures.h"
#include "reports/outcome.h"
#include "reports/sections.h"

namespace wfx {
namespace {

using ResultRow = Comparison::Row<Result>;

// What was seen instead of what the scenario states; empty when all of it holds.
std::string FirstFinding(const Result& result) {
  if (result.findings.empty()) return "";
  const std::string more =
      result.findings.size() > 1 ? " (and " + Thousands(result.findings.size() - 1) + " more)" : "";
  return result.findings.front().observed + more;
}

bool Performed(const Result& result) {
  return result.verdict != Verdict::kNotRun && result.verdict != Verdict::kBlocked;
}

// Verdict and outcome, as far as columns can differ in it. A routine's thread timing and the like
// is left to records.
std::string Essence(const Result& result) {
  std::string essence(Describe(result.verdict).name);
  for (const Finding& finding : result.findings)
    essence += "\n" + finding.expectation + "\n" + finding.observed;
  return essence + "\n" + OutcomeOf(result.observation);
}

Line Cell(const Result* result) {
  if (result == nullptr) return "-";
  const std::string verdict(Describe(result->verdict).name);
  const std::string seen = !Performed(*result)        ? ""
                           : result->findings.empty() ? OutcomeOf(result->observation)
                                                      : FirstFinding(*result);
  if (seen.empty()) return verdict;
  return {verdict + ": ", Code(seen)};
}

Table TableFor(const Comparison& comparison) {
  Table table{{{"Case"}}, {}};
  for (const Comparison::Column& column : comparison.columns())
    table.columns.push_back({column.label});
  return table;
}

bool IsObserved(const Result* result) {
  return result != nullptr && result->verdict == Verdict::kObserved;
}

// A row for each finding; what is as the scenario states shows what its writes came to.
Table ObservedOnOneTarget(const std::vector<const ResultRow*>& rows) {
  Table table{{{"Case"}, {"Observed"}, {"Instead of"}}, {}};
  for (const ResultRow* row : rows) {
    const Result& result = *row->cells.front();
    Line name = Code(row->Id());
    if (result.findings.empty())
      table.rows.push_back({name, Code(OutcomeOf(result.observation)), Line("")});
    for (const Finding& finding : result.findings) {
      table.rows.push_back({name, Code(finding.observed), Code(finding.expectation)});
      name = "";
    }
  }
  return table;
}

Table ObservedSideBySide(const Comparison& comparison, const std::vector<const ResultRow*>& rows) {
  Table table = TableFor(comparison);
  for (const ResultRow* row : rows) {
    std::vector<Line>& cells = table.rows.emplace_back(1, Line(Code(row->Id())));
    for (const Result* result : row->cells) {
      if (!IsObserved(result))
        cells.push_back(result == nullptr ? Line("-")
                                          : Line(std::string(Describe(result->verdict).name)));
      else
        cells.push_back(Code(result->findings.empty() ? OutcomeOf(result->observation)
                                                      : FirstFinding(*result)));
    }
  }
  return table;
}

}  // namespace

void AddDifferences(Document& document, const Comparison& comparison) {
  if (!comparison.is_side_by_side()) return;
  Table table = TableFor(comparison);
  for (const ResultRow& row : comparison.results()) {
    std::set<std::string> essences;
    for (const Result* result : row.cells)
      if (result != nullptr) essences.insert(Essence(*result));
    if (essences.size() < 2) continue;
    std::vector<Line>& cells = table.rows.emplace_back(1, Line(Code(row.Id())));
    for (const Result* result : row.cells) cells.push_back(Cell(result));
  }
  if (table.rows.empty()) {
    if (!comparison.results().empty())
      document.Add(Paragraph{"No case ends differently on one target than on another."});
    return;
  }
  document.Add(Heading{2, "Differences between targets: " + Count(table.rows.size(), "case")});
  document.Add(std::move(table));
}

void AddObserved(Document& document, const Comparison& comparison) {
  std::vector<const ResultRow*> rows;
  for (const ResultRow& row : comparison.results())
    if (std::any_of(row.cells.begin(), row.cells.end(), IsObserved)) rows.push_back(&row);
  if (rows.empty()) return;
  document.Add(Heading{2, "Observed, never judged: " + Count(rows.size(), "case")});
  document.Add(Paragraph{"The documentation leaves these open, or does not settle them."});
  document.Add(comparison.is_side_by_side() ? ObservedSideBySide(comparison, rows)
                                            : ObservedOnOneTarget(rows));
}

}  // namespace wfx
