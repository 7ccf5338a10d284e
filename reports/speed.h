// How fast one measurement was beside another, and how sure that is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/statistics.h"
#include "runner/result.h"

namespace wfx {

// True when it was measured to its end: there are figures of it. Null has none.
bool HasFigures(const Measurement* measurement);

// What `values` are to `bases`, all above 0: the ratio of their geometric means, and where it lies
// with 95 % confidence when both have several (Welch, on logarithms). A value stands for a
// repetition; few of them make the bounds wide, never wrong. Nothing when one has none.
struct SpeedRatio {
  double ratio = 1;
  std::optional<Bounds> bounds;
  // True when the bounds hold 1: the two cannot be told apart.
  bool IsLikeOne() const { return bounds && bounds->low <= 1 && bounds->high >= 1; }
};
std::optional<SpeedRatio> RatioOf(const std::vector<double>& values,
                                  const std::vector<double>& bases);

// The speed of each repetition, above 0 and more is faster: writes a second, or of an open loop,
// whose rate is given, one over its mean latency. Those without a figure are left out.
std::vector<double> SpeedsOf(const Measurement& measurement);

// A percentile of each repetition's latency in nanoseconds, above 0; none of a record from before
// it was kept.
std::vector<double> LatenciesOf(const Measurement& measurement, std::uint64_t Latency::*percentile);

// "0.52 (0.49 to 0.55)", "≈ 1.02 (0.95 to 1.09)", without bounds "0.52".
std::string Spell(const SpeedRatio& ratio);
// "0.52", or "≈" alone.
std::string SpellBriefly(const SpeedRatio& ratio);

}  // namespace wfx
