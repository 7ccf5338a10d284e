// A log-linear histogram of nanoseconds: fixed memory, constant cost, exact to merge.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "runner/result.h"
#include "runner/result_histogram.h"

namespace wfx {

// Counts 64-bit values in buckets of which each power of two has 256: values below 512 are kept
// exactly, larger ones with an error below 0.2 %. The memory (114 KiB) is allocated by the
// constructor and never again. Count, minimum, maximum and mean are exact.
class Histogram {
 public:
  static constexpr std::uint32_t kSubBuckets = kSubBucketsOfHistogram;
  static constexpr std::size_t kBuckets = kBucketsOfHistogram;

  Histogram() : counts_(kBuckets) {}

  void Add(std::uint64_t value) {
    ++counts_[IndexOf(value)];
    ++count_;
    sum_ += value;
    min_ = std::min(min_, value);
    max_ = std::max(max_, value);
  }

  // Afterwards this holds exactly what one histogram given both streams would hold.
  void Merge(const Histogram& other);
  void Clear();

  std::uint64_t count() const { return count_; }
  std::uint64_t sum() const { return sum_; }
  std::uint64_t min() const { return count_ == 0 ? 0 : min_; }
  std::uint64_t max() const { return max_; }
  double mean() const {
    return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_);
  }

  // The value at `share` (0..1) by nearest rank; 0 when nothing was added.
  std::uint64_t Percentile(double share) const;
  Latency Summary() const;

  HistogramData Data() const;
  // Minimum, maximum and mean become those of the buckets' middles. Throws std::invalid_argument
  // when the data has other buckets than ours.
  static Histogram FromData(const HistogramData& data);

  static constexpr std::size_t IndexOf(std::uint64_t value) {
    if (value < kSubBuckets) return static_cast<std::size_t>(value);
    const auto exponent = static_cast<int>(std::bit_width(value)) - 1;
    return ((static_cast<std::size_t>(exponent) - 7) << 8) +
           static_cast<std::size_t>((value >> (exponent - 8)) & (kSubBuckets - 1));
  }
  // The middle of a bucket: what Percentile says of every value in it.
  static std::uint64_t MiddleOf(std::size_t index) { return MiddleOfBucket(index); }

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t min_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t max_ = 0;
};

// The rank, from 1, of the value at `share` among `count` sorted values; 0 when there are none.
std::uint64_t NearestRank(double share, std::uint64_t count);

}  // namespace wfx
