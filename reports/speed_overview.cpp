// What the first screen of a page says of speed.
#include <algorithm>
#include <set>

#include "reports/figures.h"
#include "reports/html_chart.h"
#include "reports/sections.h"
#include "reports/speed.h"
#include "reports/speed_cells.h"

namespace wfx {
namespace {

using SpeedRow = Comparison::Row<Measurement>;

std::string RateOf(const Measurement& measurement) {
  if (measurement.seconds <= 0) return "-";
  return ShortNumber(static_cast<double>(measurement.writes) / measurement.seconds);
}

// Columns that have a figure.
std::vector<std::size_t> MeasuredColumns(const Comparison& comparison) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < comparison.columns().size(); ++i)
    if (std::ranges::any_of(comparison.measurements(),
                            [&](const SpeedRow& row) { return HasFigures(row.cells[i]); }))
      columns.push_back(i);
  return columns;
}

// The first row of each scenario that was measured anywhere.
std::vector<const SpeedRow*> FirstRows(const Comparison& comparison) {
  std::vector<const SpeedRow*> rows;
  std::set<std::string> seen;
  for (const SpeedRow& row : comparison.measurements())
    if (std::ranges::any_of(row.cells, &HasFigures) && seen.insert(row.scenario).second)
      rows.push_back(&row);
  return rows;
}

Line CellOf(const Comparison& comparison, const SpeedRow& row, std::size_t column) {
  if (!HasFigures(row.cells[column])) return {"-"};
  const std::string ratio = SpeedCellsOf(comparison, row, column).brief;
  return {RateOf(*row.cells[column]) + (ratio.empty() ? "" : " (" + ratio + ")")};
}

}  // namespace

void AddSpeed(Document& document, const Comparison& comparison) {
  const std::vector<std::size_t> columns = MeasuredColumns(comparison);
  if (columns.empty()) return;
  const bool is_one = columns.size() == 1;
  Table table{{{"Case"}}, {}};
  if (is_one)
    table.columns.insert(table.columns.end(), {{"p50", true}, {"writes a second", true}});
  else
    for (const std::size_t i : columns)
      table.columns.push_back({comparison.columns()[i].label, true});
  const std::vector<const SpeedRow*> rows = FirstRows(comparison);
  for (const SpeedRow* row : rows) {
    std::vector<Line>& cells = table.rows.emplace_back(1, Line(Code(row->Id())));
    if (is_one) {
      const Measurement& one = *row->cells[columns.front()];
      cells.emplace_back(ShortTime(static_cast<double>(one.latency.p50)));
      cells.emplace_back(RateOf(one));
    } else {
      for (const std::size_t i : columns) cells.push_back(CellOf(comparison, *row, i));
    }
  }
  document.Add(Heading{2, "Speed"});
  if (!is_one)
    document.Add(
        Paragraph{"Writes a second; in brackets that of the base taken as 1, \xE2\x89\x88 where "
                  "the two cannot be told apart. Latency is under Measurements."});
  document.Add(std::move(table));
  if (rows.size() < comparison.measurements().size())
    document.Add(Paragraph{"The first case of each scenario; " +
                           Count(comparison.measurements().size(), "case") +
                           " are under Measurements."});
}

}  // namespace wfx
