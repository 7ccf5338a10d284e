// The histogram against sorted arrays: the same percentiles, whatever the distribution.
#include "runner/engine/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "runner/engine/sample_latencies.h"

namespace wfx {
namespace {

Histogram Fill(const std::vector<std::uint64_t>& samples) {
  Histogram histogram;
  for (const std::uint64_t sample : samples) histogram.Add(sample);
  return histogram;
}

TEST(HistogramTest, PercentilesAreThoseOfASortedArray) {
  for (const auto& [name, draw] : SampleLatencies()) {
    for (const std::size_t count : {1u, 2u, 7u, 1000u, 200'000u}) {
      EXPECT_LE(WorstPercentileError(DrawLatencies(draw, count, count)), 0.002)
          << name << ", " << count << " samples";
    }
  }
}

// Wherever the samples stand in their buckets.
TEST(HistogramTest, PercentilesOfAnyMagnitudeAreThoseOfASortedArray) {
  for (double scale = 1; scale < 1e12; scale *= 1.37) {
    const auto draw = [&](std::mt19937_64& random) {
      return std::uniform_real_distribution<>(scale, 2 * scale)(random);
    };
    EXPECT_LE(WorstPercentileError(DrawLatencies(draw, 1, 300)), 0.002) << scale;
  }
}

TEST(HistogramTest, ExtremesMeanAndCountAreExact) {
  for (const auto& [name, draw] : SampleLatencies()) {
    const std::vector<std::uint64_t> samples = DrawLatencies(draw, 3, 100'000);
    const Histogram histogram = Fill(samples);
    std::uint64_t sum = 0;
    for (const std::uint64_t sample : samples) sum += sample;
    const Latency latency = histogram.Summary();
    EXPECT_EQ(latency.min, *std::min_element(samples.begin(), samples.end())) << name;
    EXPECT_EQ(latency.max, *std::max_element(samples.begin(), samples.end())) << name;
    EXPECT_EQ(histogram.count(), samples.size()) << name;
    EXPECT_DOUBLE_EQ(latency.mean, static_cast<double>(sum) / 100'000.0) << name;
  }
}

TEST(HistogramTest, SmallValuesAreExact) {
  for (std::uint64_t value = 0; value < 512; ++value) {
    EXPECT_EQ(Histogram::MiddleOf(Histogram::IndexOf(value)), value);
  }
}

TEST(HistogramTest, EveryValueHasABucketInOrderAndItsMiddleIsNear) {
  std::size_t previous = 0;
  for (int exponent = 0; exponent < 64; ++exponent) {
    for (const std::uint64_t mantissa :
         {0ull, 1ull, 0x7FFFFFFFFFFFFFFFull, 0xFFFFFFFFFFFFFFFFull}) {
      const std::uint64_t low = std::uint64_t{1} << exponent;
      const std::uint64_t value = low | (mantissa & (low - 1));
      const std::size_t index = Histogram::IndexOf(value);
      ASSERT_LT(index, Histogram::kBuckets);
      ASSERT_GE(index, previous);
      previous = index;
      const auto truth = static_cast<double>(value);
      ASSERT_NEAR(static_cast<double>(Histogram::MiddleOf(index)), truth, truth * 0.002) << value;
    }
  }
  EXPECT_EQ(previous, Histogram::kBuckets - 1);
}

TEST(HistogramTest, AnHourAndMoreIsInRange) {
  Histogram histogram;
  histogram.Add(1);
  histogram.Add(std::uint64_t{7200} * 1'000'000'000);
  EXPECT_EQ(histogram.min(), 1u);
  EXPECT_EQ(histogram.max(), 7'200'000'000'000u);
  EXPECT_EQ(histogram.Percentile(1), 7'200'000'000'000u);
}

TEST(HistogramTest, MergingIsExact) {
  const std::vector<std::uint64_t> all = DrawLatencies(SampleLatencies().at("bimodal"), 9, 30'000);
  const Histogram whole = Fill(all);
  Histogram merged = Fill({all.begin(), all.begin() + 12'345});
  merged.Merge(Fill({all.begin() + 12'345, all.end()}));
  merged.Merge(Histogram());
  EXPECT_EQ(merged.Data().counts, whole.Data().counts);
  EXPECT_EQ(merged.count(), whole.count());
  EXPECT_EQ(merged.sum(), whole.sum());
  EXPECT_EQ(merged.min(), whole.min());
  EXPECT_EQ(merged.max(), whole.max());
}

TEST(HistogramTest, DataComesBack) {
  const Histogram histogram = Fill(DrawLatencies(SampleLatencies().at("heavy_tail"), 5, 50'000));
  const HistogramData data = histogram.Data();
  const Histogram back = Histogram::FromData(data);
  EXPECT_EQ(back.Data().counts, data.counts);
  EXPECT_EQ(back.count(), histogram.count());
  for (const double share : {0.5, 0.9, 0.99, 0.999}) {
    EXPECT_EQ(back.Percentile(share), histogram.Percentile(share));
  }
  EXPECT_NEAR(back.mean(), histogram.mean(), histogram.mean() * 0.002);
}

TEST(HistogramTest, DataOfOtherBucketsIsRefused) {
  HistogramData data;
  data.sub_buckets = 64;
  EXPECT_THROW(Histogram::FromData(data), std::invalid_argument);
  data.sub_buckets = Histogram::kSubBuckets;
  data.counts = {{static_cast<std::uint32_t>(Histogram::kBuckets), 1}};
  EXPECT_THROW(Histogram::FromData(data), std::invalid_argument);
}

TEST(HistogramTest, AnEmptyOneSaysZero) {
  Histogram histogram;
  histogram.Add(7);
  histogram.Clear();
  EXPECT_EQ(histogram.count(), 0u);
  EXPECT_EQ(histogram.min(), 0u);
  EXPECT_EQ(histogram.Percentile(0.5), 0u);
  EXPECT_TRUE(histogram.Data().counts.empty());
}

TEST(HistogramTest, MemoryIsBelowTheLimit) {
  EXPECT_LE(Histogram::kBuckets * sizeof(std::uint64_t) + sizeof(Histogram), 128u * 1024);
}

// Shown, not judged: unit tests run under sanitizers, where time means nothing.
TEST(HistogramTest, SaysWhatTenMillionSamplesCost) {
  const std::vector<std::uint64_t> samples =
      DrawLatencies(SampleLatencies().at("log_normal"), 1, 1'000'000);
  Histogram histogram;
  const auto begin = std::chrono::steady_clock::now();
  for (int round = 0; round < 10; ++round) {
    for (const std::uint64_t sample : samples) histogram.Add(sample);
  }
  const Latency latency = histogram.Summary();
  const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
  EXPECT_EQ(histogram.count(), 10'000'000u);
  EXPECT_GT(latency.p999, latency.p50);
  std::cout << "10,000,000 samples and their percentiles: " << spent.count() << " ms\n";
}

}  // namespace
}  // namespace wfx
