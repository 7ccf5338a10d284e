// The parts of the histogram that run after the measurement.
#include "runner/engine/histogram.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace wfx {

std::uint64_t NearestRank(double share, std::uint64_t count) {
  if (count == 0) return 0;
  const double exact = std::clamp(share, 0.0, 1.0) * static_cast<double>(count);
  // 0.999 × 1000 may come out a hair above 999; the rank is 999 all the same.
  const double rank = std::ceil(exact - 1e-12 * static_cast<double>(count));
  return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::max(rank, 1.0)), 1, count);
}

void Histogram::Merge(const Histogram& other) {
  if (other.count_ == 0) return;
  for (std::size_t index = IndexOf(other.min_); index <= IndexOf(other.max_); ++index)
    counts_[index] += other.counts_[index];
  count_ += other.count_;
  sum_ += other.sum_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

void Histogram::Clear() {
  // Only what was counted: clearing all of it takes longer than many a write.
  if (count_ != 0)
    std::fill(counts_.begin() + static_cast<std::ptrdiff_t>(IndexOf(min_)),
              counts_.begin() + static_cast<std::ptrdiff_t>(IndexOf(max_)) + 1, 0);
  count_ = sum_ = max_ = 0;
  min_ = std::numeric_limits<std::uint64_t>::max();
}

std::uint64_t Histogram::Percentile(double share) const {
  const std::uint64_t rank = NearestRank(share, count_);
  if (rank == 0) return 0;
  std::uint64_t passed = 0;
  for (std::size_t index = 0; index < kBuckets; ++index) {
    passed += counts_[index];
    if (passed >= rank) return std::clamp(MiddleOf(index), min_, max_);
  }
  return max_;
}

Latency Histogram::Summary() const {
  Latency latency;
  latency.min = min();
  latency.p50 = Percentile(0.5);
  latency.p90 = Percentile(0.9);
  latency.p99 = Percentile(0.99);
  latency.p999 = Percentile(0.999);
  latency.max = max();
  latency.mean = mean();
  return latency;
}

HistogramData Histogram::Data() const {
  HistogramData data;
  data.sub_buckets = kSubBuckets;
  for (std::size_t index = 0; index < kBuckets; ++index) {
    if (counts_[index] != 0) {
      data.counts.emplace_back(static_cast<std::uint32_t>(index), counts_[index]);
    }
  }
  return data;
}

Histogram Histogram::FromData(const HistogramData& data) {
  if (data.sub_buckets != kSubBuckets) {
    throw std::invalid_argument("a histogram with " + std::to_string(data.sub_buckets) +
                                " sub-buckets; expected " + std::to_string(kSubBuckets));
  }
  Histogram histogram;
  for (const auto& [index, count] : data.counts) {
    if (index >= kBuckets) {
      throw std::invalid_argument("histogram index " + std::to_string(index) +
                                  "; expected less than " + std::to_string(kBuckets));
    }
    if (count == 0) continue;
    const std::uint64_t middle = MiddleOf(index);
    histogram.counts_[index] += count;
    histogram.count_ += count;
    histogram.sum_ += middle * count;
    histogram.min_ = std::min(histogram.min_, middle);
    histogram.max_ = std::max(histogram.max_, middle);
  }
  return histogram;
}

}  // namespace wfx
