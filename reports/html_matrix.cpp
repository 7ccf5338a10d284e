// Cases by targets. The page's script filters the rows; without it all are shown.
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "reports/figures.h"
#include "reports/html.h"
#include "reports/result_words.h"
#include "reports/sections.h"
#include "runner/joined.h"

namespace wfx {
namespace {

constexpr char kFilterOpening[] =
    "<form id=\"filter\" role=\"search\" hidden>\n"
    "<label>Search <input type=\"search\" name=\"find\" placeholder=\"case, requirement, value\" "
    "autocomplete=\"off\"></label>\n"
    "<label>Verdict <select name=\"verdict\"><option value=\"\">any</option>";

// Columns that have a result; others were only measured.
std::vector<std::size_t> JudgedColumns(const Comparison& comparison) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < comparison.columns().size(); ++i)
    if (std::ranges::any_of(comparison.results(),
                            [&](const auto& row) { return row.cells[i] != nullptr; }))
      columns.push_back(i);
  return columns;
}

// An id that may break into lines between its parts.
std::string Breakable(const std::string& id) {
  std::string html;
  for (const char letter : Escaped(id)) {
    html += letter;
    if (letter == '/' || letter == ',') html += "<wbr>";
  }
  return html;
}

std::string FilterForm(const Comparison& comparison) {
  std::array<std::uint64_t, kVerdicts.size()> rows{};
  std::set<std::string> areas;
  for (const auto& row : comparison.results()) {
    areas.insert(AreaOf(row.scenario));
    std::set<Verdict> seen;
    for (const Result* result : row.cells)
      if (result != nullptr) seen.insert(result->verdict);
    for (const Verdict verdict : seen) ++rows[static_cast<std::size_t>(verdict)];
  }
  std::string html = kFilterOpening;
  for (std::size_t i = 0; i < kVerdicts.size(); ++i) {
    if (rows[i] == 0) continue;
    const std::string name(kVerdicts[i].name);
    html += "<option value=\"" + name + "\">" + name + " (" + Thousands(rows[i]) + ")</option>";
  }
  html += "</select></label>\n<label>Area <select name=\"area\"><option value=\"\">all</option>";
  for (const std::string& area : areas) html += "<option>" + Escaped(area) + "</option>";
  html += "</select></label>\n";
  if (comparison.is_side_by_side())
    html += "<label><input type=\"checkbox\" name=\"differs\"> differences only</label>\n";
  return html + "<button type=\"reset\">All</button>\n</form>\n";
}

std::string MatrixRow(const Comparison& comparison, const std::vector<std::size_t>& columns,
                      const Comparison::Row<Result>& row) {
  std::set<std::string> verdicts, requirements;
  std::string cells;
  const bool with_manner = DifferInManner(row.cells);
  for (const std::size_t column : columns) {
    const Result* const result = row.cells[column];
    const std::string verdict =
        result == nullptr ? "none" : std::string(Describe(result->verdict).name);
    verdicts.insert(verdict);
    if (result != nullptr)
      requirements.insert(result->requirements.begin(), result->requirements.end());
    cells += "<td class=\"" + verdict + "\">" + HtmlOf(CellOf(result, with_manner)) + "</td>";
  }
  const auto joined = [](const std::set<std::string>& names) {
    return Escaped(Joined(std::vector<std::string>(names.begin(), names.end()), " "));
  };
  std::string html = "<tr data-area=\"" + Escaped(AreaOf(row.scenario)) + "\" data-verdicts=\"" +
                     joined(verdicts) + "\"";
  if (IsDifferent(row)) html += " data-differs";
  html += "><th scope=\"row\"><code>" + Breakable(row.Id()) + "</code>";
  const std::string& title = comparison.TitleOf(row.scenario);
  if (!title.empty()) html += "<small>" + Escaped(title) + "</small>";
  html += "<small class=\"requirements\">" + joined(requirements) + "</small></th>";
  return html + cells + "</tr>\n";
}

}  // namespace

std::string HtmlMatrix(const Comparison& comparison) {
  if (comparison.results().empty()) return "";
  std::string html = FilterForm(comparison);
  html += "<p id=\"shown\" role=\"status\">" + Count(comparison.results().size(), "case") +
          "</p>\n<div class=\"wide\" role=\"region\" aria-label=\"matrix\" tabindex=\"0\">"
          "<table id=\"matrix\">\n<thead><tr><th scope=\"col\">Case</th>";
  const std::vector<std::size_t> columns = JudgedColumns(comparison);
  for (const std::size_t column : columns)
    html += "<th scope=\"col\">" + Escaped(comparison.columns()[column].label) + "</th>";
  html += "</tr></thead>\n<tbody>\n";
  for (const auto& row : comparison.results()) html += MatrixRow(comparison, columns, row);
  return html + "</tbody></table></div>\n";
}

}  // namespace wfx
