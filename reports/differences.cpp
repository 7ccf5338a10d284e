// Where targets differ, and what targets do where the documentation leaves it open.
#include <algorithm>
#include <set>

#include "reports/figures.h"
#include "reports/outcome.h"
#include "reports/result_words.h"
#include "reports/sections.h"

namespace wfx {
namespace {

using ResultRow = Comparison::Row<Result>;

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

bool IsDifferent(const ResultRow& row) {
  std::set<std::string> essences;
  for (const Result* result : row.cells)
    if (result != nullptr) essences.insert(EssenceOf(*result));
  return essences.size() > 1;
}

void AddDifferences(Document& document, const Comparison& comparison, RowsShown rows) {
  if (!comparison.is_side_by_side()) return;
  Table table = TableFor(comparison);
  for (const ResultRow& row : comparison.results()) {
    if (rows == RowsShown::kDifferences && !IsDifferent(row)) continue;
    const bool with_manner = DifferInManner(row.cells);
    std::vector<Line>& cells = table.rows.emplace_back(1, Line(Code(row.Id())));
    for (const Result* result : row.cells) cells.push_back(CellOf(result, with_manner));
  }
  if (table.rows.empty()) {
    if (!comparison.results().empty())
      document.Add(Paragraph{"No case ends differently on one target than on another."});
    return;
  }
  const char* title = rows == RowsShown::kAll ? "All cases: " : "Differences between targets: ";
  document.Add(Heading{2, title + Count(table.rows.size(), "case")});
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
