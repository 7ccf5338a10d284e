#include "reports/html_curves.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>

#include "runner/result_histogram.h"

namespace wfx {
namespace {

// Steps of the outline in each power of ten.
constexpr double kStepsOfOutline = 12;

std::uint64_t WritesIn(const HistogramData& histogram) {
  if (histogram.sub_buckets != kSubBucketsOfHistogram) return 0;
  std::uint64_t count = 0;
  for (const auto& [index, writes] : histogram.counts) {
    if (index >= kBucketsOfHistogram) return 0;
    count += writes;
  }
  return count;
}

double LatencyOf(std::uint32_t index) {
  return static_cast<double>(std::max<std::uint64_t>(MiddleOfBucket(index), 1));
}

}  // namespace

double NinesOf(double share) { return -std::log10(std::max(1 - share, 1e-12)); }

std::vector<Point> PercentilesOf(const HistogramData& histogram) {
  const auto all = static_cast<double>(WritesIn(histogram));
  std::vector<Point> points;
  if (all == 0) return points;
  double passed = 0;
  for (const auto& [index, writes] : histogram.counts) {
    if (writes == 0) continue;
    // Every share up to that of this bucket's last write has its latency.
    points.push_back({passed == 0 ? 0 : points.back().x, LatencyOf(index)});
    passed += static_cast<double>(writes);
    // The slowest write has no share below 1; half a write stands for it.
    points.push_back({NinesOf(std::min(passed, all - 0.5) / all), LatencyOf(index)});
  }
  return points;
}

std::vector<Point> OutlineOf(const HistogramData& histogram) {
  const auto all = static_cast<double>(WritesIn(histogram));
  std::vector<Point> points;
  if (all == 0) return points;
  std::map<int, double> steps;
  for (const auto& [index, writes] : histogram.counts)
    if (writes != 0)
      steps[static_cast<int>(std::floor(std::log10(LatencyOf(index)) * kStepsOfOutline))] +=
          static_cast<double>(writes);
  const auto edge = [](int step) { return std::pow(10, step / kStepsOfOutline); };
  points.push_back({edge(steps.begin()->first), 0});
  for (int step = steps.begin()->first; step <= steps.rbegin()->first; ++step) {
    const auto found = steps.find(step);
    const double share = found == steps.end() ? 0 : 100 * found->second / all;
    points.push_back({edge(step), share});
    points.push_back({edge(step + 1), share});
  }
  points.push_back({edge(steps.rbegin()->first + 1), 0});
  return points;
}

std::vector<std::vector<Point>> RatesOf(const Measurement& measurement) {
  std::vector<std::vector<Point>> repetitions;
  double began = 0;
  for (std::size_t i = 0; i < measurement.series.size(); ++i) {
    const Series& series = measurement.series[i];
    std::vector<Point>& points = repetitions.emplace_back();
    if (series.slice_seconds > 0) {
      for (std::size_t slice = 0; slice < series.slices.size(); ++slice)
        points.push_back({began + (static_cast<double>(slice) + 0.5) * series.slice_seconds,
                          static_cast<double>(series.slices[slice].writes) / series.slice_seconds});
    }
    began += i < measurement.repetition_seconds.size() ? measurement.repetition_seconds[i] : 0;
  }
  return repetitions;
}

}  // namespace wfx
