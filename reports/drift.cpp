#include "reports/drift.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <span>
#include <utility>

#include "reports/statistics.h"

namespace wfx {
namespace {

// Of the rank statistic: how far it goes, and where.
struct Split {
  double distance = 0;
  std::size_t at = 0;
};

// Twice the ranks, less their mean, so that they are whole and sum to 0; equal values share theirs.
std::vector<double> CentredRanks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t index) { return values[index]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    // The ranks begin + 1 to end share (begin + 1 + end) / 2.
    const double rank = static_cast<double>(begin + end) - static_cast<double>(values.size());
    for (; begin != end; ++begin) ranks[order[begin]] = rank;
  }
  return ranks;
}

Split FurthestSplit(const std::vector<double>& ranks) {
  Split furthest;
  double sum = 0;
  for (std::size_t i = 0; i + 1 < ranks.size(); ++i) {
    sum += ranks[i];
    if (std::abs(sum) > furthest.distance) furthest = {std::abs(sum), i + 1};
  }
  return furthest;
}

// How often a random order goes as far. It is asked no longer than it takes to know that this is
// often, or that it is more seldom than `wanted`.
double ChanceOf(const Split& found, std::vector<double> ranks, double wanted,
                std::mt19937_64& random) {
  constexpr std::uint64_t kEnough = 20, kMostOrders = 200'000;
  const auto orders = static_cast<std::uint64_t>(
      std::min(static_cast<double>(kMostOrders), static_cast<double>(kEnough) / wanted));
  std::uint64_t as_far = 0;
  for (std::uint64_t order = 1; order <= orders; ++order) {
    for (std::size_t i = ranks.size() - 1; i > 0; --i)
      std::swap(ranks[i], ranks[random() % (i + 1)]);
    if (FurthestSplit(ranks).distance >= found.distance) ++as_far;
    if (as_far == kEnough) return static_cast<double>(kEnough) / static_cast<double>(order);
  }
  return static_cast<double>(as_far + 1) / static_cast<double>(orders + 1);
}

// Changes among the values from `begin` to `end`, added in any order.
void SearchLevels(std::span<const double> values, std::size_t begin, std::size_t end, double wanted,
                  std::mt19937_64& random, std::vector<LevelChange>& changes) {
  if (end - begin < kFewestRuns) return;
  const std::vector<double> ranks = CentredRanks(values.subspan(begin, end - begin));
  const Split split = FurthestSplit(ranks);
  if (split.at == 0) return;
  const double chance = ChanceOf(split, ranks, wanted, random);
  if (chance >= wanted) return;
  const std::size_t at = begin + split.at;
  changes.push_back({at, 1, chance});
  SearchLevels(values, begin, at, wanted, random, changes);
  SearchLevels(values, at, end, wanted, random, changes);
}

double MedianBetween(std::span<const double> values, std::size_t begin, std::size_t end) {
  return Median(std::vector<double>(values.begin() + static_cast<std::ptrdiff_t>(begin),
                                    values.begin() + static_cast<std::ptrdiff_t>(end)));
}

Drift DriftOf(std::span<const double> values, double wanted, std::mt19937_64& random) {
  Drift drift;
  SearchLevels(values, 0, values.size(), wanted, random, drift.changes);
  std::ranges::sort(drift.changes, {}, &LevelChange::at);
  double level =
      MedianBetween(values, 0, drift.changes.empty() ? values.size() : drift.changes.front().at);
  drift.first = drift.last = level;
  for (std::size_t i = 0; i < drift.changes.size(); ++i) {
    const std::size_t end = i + 1 < drift.changes.size() ? drift.changes[i + 1].at : values.size();
    const double next = MedianBetween(values, drift.changes[i].at, end);
    drift.changes[i].ratio = next / level;
    drift.last = level = next;
  }
  return drift;
}

}  // namespace

std::vector<Drift> FindDrifts(const std::vector<std::vector<double>>& series, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  // One share for each series that is long enough to be asked: no more of them are wrong in all.
  const auto asked = std::ranges::count_if(
      series, [](const std::vector<double>& values) { return values.size() >= kFewestRuns; });
  const double wanted = kFalseDrifts / static_cast<double>(std::max<std::ptrdiff_t>(asked, 1));
  std::vector<Drift> drifts;
  for (const std::vector<double>& values : series)
    drifts.push_back(DriftOf(values, wanted, random));
  return drifts;
}

}  // namespace wfx
