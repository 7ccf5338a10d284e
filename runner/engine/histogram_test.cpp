// The histogram against sorted arrays: the same percentiles, whatever the distribution.
#include "runner/engine/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace wfx {
namespace {

using Draw = std::function<double(std::mt19937_64&)>;

// Latencies in nanoseconds as systems show them.
const std::map<std::string, Draw>& Distributions() {
  static const std::map<std::string, Draw> all{
      {"constant", [](std::mt19937_64&) { return 20800.0; }},
      {"uniform",
       [](std::mt19937_64& random) { return std::uniform_real_distribution<>(1, 5e6)(random); }},
      {"bimodal",
       [](std::mt19937_64& random) {
         const bool cached = std::bernoulli_distribution(0.9)(random);
         return std::normal_distribution<>(cached ? 20e3 : 4e6, cached ? 500 : 2e5)(random);
       }},
      {"log_normal",
       [](std::mt19937_64& random) { return std::lognormal_distribution<>(10, 1.5)(random); }},
      {"exponential",
       [](std::mt19937_64& random) { return std::exponential_distribution<>(1 / 30e3)(random); }},
      {"heavy_tail",
       [](std::mt19937_64& random) {
         return 18e3 * std::pow(std::uniform_real_distribution<>(1e-9, 1)(random), -1 / 1.2);
       }},
  };
  return all;
}

std::vector<std::uint64_t> Samples(const Draw& draw, std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::vector<std::uint64_t> samples(count);
  for (std::uint64_t& sample : samples) {
    sample = static_cast<std::uint64_t>(std::clamp(draw(random), 1.0, 1e18));
  }
  return samples;
}

Histogram Fill(const std::vector<std::uint64_t>& samples) {
  Histogram histogram;
  for (const std::uint64_t sample : samples) histogram.Add(sample);
  return histogram;
}

constexpr double kShares[] = {0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1};

TEST(HistogramTest, PercentilesAreThoseOfASortedArray) {
  for (const auto& [name, draw] : Distributions()) {
    for (const std::size_t count : {1u, 2u, 7u, 1000u, 200'000u}) {
      std::vector<std::uint64_t> samples = Samples(draw, count, count);
      const Histogram histogram = Fill(samples);
      std::sort(samples.begin(), samples.end());
      for (const double share : kShares) {
        const auto rank = static_cast<std::size_t>(
            std::max(1.0, std::ceil(share * static_cast<double>(count) - 1e-7)));
        const auto truth = static_cast<double>(samples[rank - 1]);
        EXPECT_NEAR(static_cast<double>(histogram.Percentile(share)), truth, truth * 0.002)
            << name << ", " << count << " samples, share " << share;
      }
    }
  }
}

TEST(HistogramTest, ExtremesMeanAndCountAreExact) {
  for (const auto& [name, draw] : Distributions()) {
    const std::vector<std::uint64_t> samples = Samples(draw, 3, 100'000);
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
  const std::vector<std::uint64_t> all = Samples(Distributions().at("bimodal"), 9, 30'000);
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
  const Histogram histogram = Fill(Samples(Distributions().at("heavy_tail"), 5, 50'000));
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
      Samples(Distributions().at("log_normal"), 1, 1'000'000);
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
