// Where the buckets of a recorded histogram lie.
#pragma once

#include <cstdint>

namespace wfx {

// Each power of two has so many buckets.
inline constexpr std::uint32_t kSubBucketsOfHistogram = 256;
// Every 64-bit value has one of these.
inline constexpr std::uint32_t kBucketsOfHistogram = 57 * kSubBucketsOfHistogram;

// The middle of a bucket. REQUIRES: index < kBucketsOfHistogram.
constexpr std::uint64_t MiddleOfBucket(std::uint64_t index) {
  if (index < kSubBucketsOfHistogram) return index;
  const std::uint64_t shift = index / kSubBucketsOfHistogram - 1;
  const std::uint64_t low = (kSubBucketsOfHistogram + index % kSubBucketsOfHistogram) << shift;
  return low + ((std::uint64_t{1} << shift) - 1) / 2;
}

}  // namespace wfx
