#include "reports/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <random>

namespace wfx {
namespace {

// Both tails of the normal distribution beyond `deviations`.
double BothTails(double deviations) {
  return std::erfc(std::abs(deviations) / std::numbers::sqrt2);
}

// Half a rank towards the mean, as fits a count that is approximated by a continuous distribution.
double Deviations(double sum, double mean, double variance) {
  if (variance <= 0) return 0;
  const double distance = std::max(std::abs(sum - mean) - 0.5, 0.0);
  return distance / std::sqrt(variance);
}

struct Ranked {
  double value;
  bool counts;  // its rank is summed
};

struct RankSum {
  double sum = 0;   // of the ranks that count
  double ties = 0;  // t^3 - t of each group of equal values
};

// Ranks from 1; equal values share the mean of theirs.
RankSum SumRanks(std::vector<Ranked> all) {
  std::ranges::sort(all, {}, &Ranked::value);
  RankSum ranks;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin + 1;
    while (end < all.size() && all[end].value == all[begin].value) ++end;
    const auto equal = static_cast<double>(end - begin);
    const double rank = static_cast<double>(begin + 1 + end) / 2;
    for (; begin != end; ++begin)
      if (all[begin].counts) ranks.sum += rank;
    ranks.ties += equal * equal * equal - equal;
  }
  return ranks;
}

// The median of as many values as there are, drawn with replacement into `sample`.
double MedianOfDrawn(const std::vector<double>& values, std::mt19937_64& random,
                     std::vector<double>& sample) {
  sample.resize(values.size());
  for (double& value : sample) value = values[random() % values.size()];
  return Median(sample);
}

// Between which of `values`, of which there are some, so much of them lies.
Bounds Enclosing(std::vector<double> values, double confidence) {
  std::ranges::sort(values);
  const double last = static_cast<double>(values.size() - 1);
  const double tail = std::clamp((1 - confidence) / 2, 0.0, 0.5);
  return {values[static_cast<std::size_t>(std::floor(tail * last))],
          values[static_cast<std::size_t>(std::ceil((1 - tail) * last))]};
}

}  // namespace

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 != 0) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

Bounds BootstrapMedian(const std::vector<double>& values, double confidence, std::uint32_t samples,
                       std::uint64_t seed) {
  if (values.empty() || samples == 0) return {};
  std::mt19937_64 random(seed);
  std::vector<double> sample, medians;
  for (std::uint32_t i = 0; i < samples; ++i)
    medians.push_back(MedianOfDrawn(values, random, sample));
  return Enclosing(std::move(medians), confidence);
}

Bounds BootstrapRatio(const std::vector<double>& one, const std::vector<double>& other,
                      double confidence, std::uint32_t samples, std::uint64_t seed) {
  if (one.empty() || other.empty() || samples == 0) return {};
  std::mt19937_64 random(seed);
  std::vector<double> sample, ratios;
  for (std::uint32_t i = 0; i < samples; ++i) {
    const double above = MedianOfDrawn(one, random, sample);
    ratios.push_back(above / MedianOfDrawn(other, random, sample));
  }
  return Enclosing(std::move(ratios), confidence);
}

double SignTest(const std::vector<double>& values, double middle) {
  const auto above = std::ranges::count_if(values, [&](double value) { return value > middle; });
  const auto below = std::ranges::count_if(values, [&](double value) { return value < middle; });
  const auto count = static_cast<double>(above + below);
  const auto fewer = static_cast<double>(std::min(above, below));
  // Logarithms: 2^-count alone is 0 from 1075 values on.
  double tail = 0;
  for (double k = 0; k <= fewer; ++k) {
    tail += std::exp(std::lgamma(count + 1) - std::lgamma(k + 1) - std::lgamma(count - k + 1) -
                     count * std::numbers::ln2);
  }
  return std::min(2 * tail, 1.0);
}

double SignedRankTest(const std::vector<double>& values, double middle) {
  std::vector<Ranked> distances;
  for (const double value : values)
    if (value != middle) distances.push_back({std::abs(value - middle), value > middle});
  const auto count = static_cast<double>(distances.size());
  const RankSum ranks = SumRanks(std::move(distances));
  return BothTails(Deviations(ranks.sum, count * (count + 1) / 4,
                              count * (count + 1) * (2 * count + 1) / 24 - ranks.ties / 48));
}

double RankSumTest(const std::vector<double>& one, const std::vector<double>& other) {
  if (one.empty() || other.empty()) return 1;
  std::vector<Ranked> all;
  for (const double value : one) all.push_back({value, true});
  for (const double value : other) all.push_back({value, false});
  const auto count = static_cast<double>(all.size());
  const auto mine = static_cast<double>(one.size()), theirs = static_cast<double>(other.size());
  const RankSum ranks = SumRanks(std::move(all));
  return BothTails(
      Deviations(ranks.sum, mine * (count + 1) / 2,
                 mine * theirs / 12 * (count + 1 - ranks.ties / (count * (count - 1)))));
}

std::vector<double> HolmAdjusted(const std::vector<double>& probabilities) {
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t index) { return probabilities[index]; });
  std::vector<double> adjusted(probabilities.size());
  double least = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto left = static_cast<double>(order.size() - rank);
    least = std::max(least, std::min(left * probabilities[order[rank]], 1.0));
    adjusted[order[rank]] = least;
  }
  return adjusted;
}

}  // namespace wfx
