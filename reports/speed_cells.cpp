#include "reports/speed_cells.h"

#include "reports/comparable.h"
#include "reports/figures.h"
#include "reports/speed.h"

namespace wfx {

SpeedCells SpeedCellsOf(const Comparison& comparison, const Comparison::Row<Measurement>& row,
                        std::size_t column) {
  const std::size_t base = comparison.BaseOf(column);
  const Measurement* first = row.cells[base];
  if (first == nullptr || !IsOnHostOfBase(comparison, column)) return {"-", "", "-"};
  const std::vector<double> bases = SpeedsOf(*first), speeds = SpeedsOf(*row.cells[column]);
  const std::optional<SpeedRatio> ratio = RatioOf(speeds, bases);
  if (!ratio) return {"-", "", "-"};
  if (base == column) return {"base", "", Thousands(bases.size())};
  return {Spell(*ratio), SpellBriefly(*ratio),
          Thousands(bases.size()) + " / " + Thousands(speeds.size())};
}

Paragraph AboutSpeedCells() {
  return {
      "Speed is that of the base taken as 1: more is faster. It is writes a second, or of an open "
      "loop one over the mean latency, with 95 % bounds from the repetitions of both; \xE2\x89\x88 "
      "where these hold 1, so that the two cannot be told apart. One repetition has no bounds. "
      "Among many cases that are alike one in twenty lies beyond them, and what the machine did "
      "between one target and the next is in the ratio, not in its bounds."};
}

}  // namespace wfx
