// Statistics of what was measured in turns: two systems, or one before and after, in pairs.
#pragma once

#include <cstdint>
#include <vector>

namespace wfx {

struct Bounds {
  double low = 0, high = 0;
};

// The middle value, or the mean of the two in the middle; 0 of none.
double Median(std::vector<double> values);

// Where the median of what `values` were drawn from lies with this confidence: percentiles of the
// medians of samples drawn from `values` with replacement. The same `seed` gives the same bounds.
// Bounds of 0 when there are no values.
Bounds BootstrapMedian(const std::vector<double>& values, double confidence = 0.95,
                       std::uint32_t samples = 2000, std::uint64_t seed = 1);

// The same of how the median of `one` stands to that of `other`, both above 0: each sample draws
// from either on its own.
Bounds BootstrapRatio(const std::vector<double>& one, const std::vector<double>& other,
                      double confidence = 0.95, std::uint32_t samples = 2000,
                      std::uint64_t seed = 1);

// How likely values that fall as often above as below `middle` lie at least as unevenly as these
// do; two-sided and exact. Values that equal it do not count; 1 when none is left.
double SignTest(const std::vector<double>& values, double middle);

// The same of values that are spread evenly around `middle`, by the ranks of their distances from
// it (Wilcoxon): surer than the signs alone where the spread is even. Approximate below ten values.
double SignedRankTest(const std::vector<double>& values, double middle);

// How likely two such samples are when one distribution gave both, by the ranks of all their values
// (Mann and Whitney); two-sided. Approximate below eight values each; 1 when one is empty.
double RankSumTest(const std::vector<double>& one, const std::vector<double>& other);

// What several tests gave, in the same order, each raised (Holm) so that where there is nothing to
// find, the chance that any of them falls below some bound is no more than that bound.
std::vector<double> HolmAdjusted(const std::vector<double>& probabilities);

}  // namespace wfx
