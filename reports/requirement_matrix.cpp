// Requirement by column: the worst verdict of the cases that prove it.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "reports/figures.h"
#include "reports/result_words.h"
#include "reports/sections.h"

namespace wfx {
namespace {

using CaseRows = std::vector<const Comparison::Row<Result>*>;

// Worst first. What was never judged comes last: it proves nothing, and hides nothing.
constexpr std::array kWorstFirst{Verdict::kFail,    Verdict::kError,    Verdict::kXpass,
                                 Verdict::kXfail,   Verdict::kObserved, Verdict::kPass,
                                 Verdict::kBlocked, Verdict::kNotRun};
static_assert(kWorstFirst.size() == kVerdicts.size());

std::map<std::string, CaseRows> RowsByRequirement(const Comparison& comparison) {
  std::map<std::string, CaseRows> by_requirement;
  for (const Comparison::Row<Result>& row : comparison.results()) {
    std::set<std::string> ids;
    for (const Result* result : row.cells)
      if (result != nullptr) ids.insert(result->requirements.begin(), result->requirements.end());
    for (const std::string& id : ids) by_requirement[id].push_back(&row);
  }
  return by_requirement;
}

// "pass", "xfail (1 of 4)", "pass (3 of 4), 2 otherwise".
std::string RequirementCell(const CaseRows& rows, std::size_t column, std::size_t base) {
  std::map<Verdict, std::uint64_t> counts;
  std::uint64_t all = 0, otherwise = 0;
  for (const Comparison::Row<Result>* row : rows) {
    const Result* result = row->cells[column];
    if (result == nullptr) continue;
    ++all;
    ++counts[result->verdict];
    const Result* first = row->cells[base];
    if (first != nullptr && first->verdict == result->verdict &&
        EssenceOf(*first) != EssenceOf(*result))
      ++otherwise;
  }
  const auto worst =
      std::ranges::find_if(kWorstFirst, [&](Verdict verdict) { return counts.contains(verdict); });
  if (worst == kWorstFirst.end()) return "-";
  std::string cell(Describe(*worst).name);
  if (counts[*worst] != all)
    cell += " (" + Thousands(counts[*worst]) + " of " + Thousands(all) + ")";
  if (otherwise != 0) cell += ", " + Thousands(otherwise) + " otherwise";
  return cell;
}

// "must" or "may"; empty where no record says.
std::string LevelOf(const Comparison& comparison, const std::string& id) {
  for (const RunRecord& record : comparison.records()) {
    const auto found = record.requirements.find(id);
    if (found != record.requirements.end())
      return found->second.level == Requirement::Level::kMust ? "must" : "may";
  }
  return "";
}

}  // namespace

void AddRequirementMatrix(Document& document, const Comparison& comparison, RowsShown shown) {
  Table table{{{"Requirement"}, {"level"}}, {}};
  for (const Comparison::Column& column : comparison.columns())
    table.columns.push_back({column.label});
  for (const auto& [id, rows] : RowsByRequirement(comparison)) {
    std::vector<Line> cells{Code(id), LevelOf(comparison, id)};
    std::set<std::string> different;
    for (std::size_t i = 0; i < comparison.columns().size(); ++i) {
      std::string cell = RequirementCell(rows, i, comparison.BaseOf(i));
      different.insert(cell);
      cells.emplace_back(std::move(cell));
    }
    if (shown == RowsShown::kAll || different.size() > 1) table.rows.push_back(std::move(cells));
  }
  if (table.rows.empty()) return;
  const char* title =
      shown == RowsShown::kAll ? "All requirements: " : "Requirements that differ: ";
  document.Add(Heading{2, title + Thousands(table.rows.size())});
  document.Add(
      Paragraph{"The worst verdict of the cases that prove it, and of how many; \"otherwise\" "
                "counts cases that end with the base's verdict in another way."});
  document.Add(std::move(table));
}

}  // namespace wfx
