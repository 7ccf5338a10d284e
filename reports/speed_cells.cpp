#include "reports/speed_cells.h"

#include "reports/comparable.h"
#include "reports/figures.h"
#include "reports/speed.h"

namespace wfx {

SpeedCells SpeedCellsOf(const Comparison& comparison, const Comparison::Row<Measurement>& row,
                        std::size_t column) {
  const SpeedCells nothing{"-", "", "-", "-", "-"};
  const std::size_t base = comparison.BaseOf(column);
  const Measurement *first = row.cells[base], *one = row.cells[column];
  if (first == nullptr || !IsOnHostOfBase(comparison, column)) return nothing;
  const std::vector<double> bases = SpeedsOf(*first), speeds = SpeedsOf(*one);
  const std::optional<SpeedRatio> ratio = RatioOf(speeds, bases);
  if (!ratio) return nothing;
  if (base == column) return {"base", "", "base", "base", Thousands(bases.size())};
  const auto latency = [&](std::uint64_t Latency::*percentile) {
    const std::optional<SpeedRatio> its =
        RatioOf(LatenciesOf(*one, percentile), LatenciesOf(*first, percentile));
    return its ? Spell(*its) : "-";
  };
  return {Spell(*ratio), SpellBriefly(*ratio), latency(&Latency::p50), latency(&Latency::p99),
          Thousands(bases.size()) + " / " + Thousands(speeds.size())};
}

Paragraph AboutSpeedCells() {
  return {
      "Speed is that of the base taken as 1: more is faster. It is writes a second, or of an open "
      "loop one over the mean latency, with 95 % bounds from the repetitions of both; \xE2\x89\x88 "
      "where these hold 1, so that the two cannot be told apart; p50 and p99 are those latencies "
      "in the same way: less "
      "is faster. One repetition has no bounds. "
      "Among many cases that are alike one in twenty lies beyond them, and what the machine did "
      "between one target and the next is in the ratio, not in its bounds."};
}

}  // namespace wfx
