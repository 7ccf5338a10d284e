// Against figures worked out by hand or known from textbooks, and by how often the bounds hold.
#include "reports/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace wfx {
namespace {

TEST(StatisticsTest, TheMedianIsInTheMiddle) {
  EXPECT_EQ(Median({}), 0);
  EXPECT_EQ(Median({7}), 7);
  EXPECT_EQ(Median({3, 1, 2}), 2);
  EXPECT_EQ(Median({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(Median({1, 1, 1, 9}), 1);
}

TEST(StatisticsTest, BoundsOfTheMedianEncloseItAndNarrowWithTheNumberOfValues) {
  const auto drawn = [](std::size_t count) {
    std::mt19937_64 random(5);
    std::vector<double> values(count);
    for (double& value : values) value = std::normal_distribution<>(1, 0.05)(random);
    return values;
  };
  const std::vector<double> few = drawn(20), many = drawn(2000);
  const Bounds wide = BootstrapMedian(few), narrow = BootstrapMedian(many);
  EXPECT_LE(wide.low, Median(few));
  EXPECT_GE(wide.high, Median(few));
  EXPECT_LT(narrow.high - narrow.low, (wide.high - wide.low) / 4);
  // 1.2533 deviations / sqrt(n), 1.96 of them to each side.
  EXPECT_NEAR(narrow.high - narrow.low, 2 * 1.96 * 1.2533 * 0.05 / std::sqrt(2000.0), 0.002);
  EXPECT_EQ(BootstrapMedian({}).high, 0);
  const Bounds one = BootstrapMedian({3, 3, 3});
  EXPECT_EQ(one.low, 3);
  EXPECT_EQ(one.high, 3);
  const Bounds again = BootstrapMedian(few);
  EXPECT_EQ(again.low, wide.low);
  EXPECT_EQ(again.high, wide.high);
}

// 95 % bounds hold the true median 95 times of 100, give or take chance.
TEST(StatisticsTest, BoundsHoldAsOftenAsTheySay) {
  std::mt19937_64 random(11);
  int held = 0;
  constexpr int kRounds = 400;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<double> values(60);
    for (double& value : values) value = std::lognormal_distribution<>(0, 0.3)(random);
    const Bounds bounds = BootstrapMedian(values, 0.95, 300);
    if (bounds.low <= 1 && 1 <= bounds.high) ++held;
  }
  EXPECT_GE(held, kRounds * 91 / 100);
  EXPECT_LE(held, kRounds * 99 / 100);
}

TEST(StatisticsTest, TheRatioOfMediansHasBoundsOfItsOwn) {
  std::mt19937_64 random(7);
  std::vector<double> one(400), other(400);
  for (double& value : one) value = std::normal_distribution<>(105, 2)(random);
  for (double& value : other) value = std::normal_distribution<>(100, 2)(random);
  const Bounds bounds = BootstrapRatio(one, other);
  EXPECT_LT(bounds.low, 1.05);
  EXPECT_GT(bounds.high, 1.05);
  // Two medians, each with 1.2533 * 2 % / sqrt(400).
  EXPECT_NEAR(bounds.high - bounds.low, 2 * 1.96 * 1.2533 * 0.02 / 20 * std::sqrt(2.0) * 1.05,
              0.0025);
  EXPECT_EQ(BootstrapRatio({}, {1}).high, 0);
  EXPECT_EQ(BootstrapRatio({6, 6}, {3}).low, 2);
}

TEST(StatisticsTest, SeveralTestsAreHeldToTheBoundOfOne) {
  // 4 * 0.005, 3 * 0.01, then 2 * 0.03 and 0.04, which may not fall below the one before.
  const std::vector<double> adjusted = HolmAdjusted({0.01, 0.04, 0.03, 0.005});
  ASSERT_EQ(adjusted.size(), 4u);
  EXPECT_NEAR(adjusted[0], 0.03, 1e-12);
  EXPECT_NEAR(adjusted[1], 0.06, 1e-12);
  EXPECT_NEAR(adjusted[2], 0.06, 1e-12);
  EXPECT_NEAR(adjusted[3], 0.02, 1e-12);
  EXPECT_EQ(HolmAdjusted({0.7, 0.8}), (std::vector<double>{1, 1}));
  EXPECT_TRUE(HolmAdjusted({}).empty());
}

TEST(StatisticsTest, SignsAreCountedExactly) {
  // 2 * (C(10,0) + C(10,1)) / 2^10
  EXPECT_NEAR(SignTest({1, 2, 3, 4, 5, 6, 7, 8, 9, -1}, 0), 22.0 / 1024, 1e-12);
  EXPECT_NEAR(SignTest({1, -1, 2, -2}, 0), 1, 1e-12);
  EXPECT_NEAR(SignTest({1, 1, 1, 0, 0}, 0), 0.25, 1e-12) << "what equals the middle is left out";
  EXPECT_EQ(SignTest({}, 0), 1);
  EXPECT_EQ(SignTest({5, 5}, 5), 1);
  EXPECT_EQ(SignTest(std::vector<double>(3000, 2), 1), 0) << "2^-2999";
}

TEST(StatisticsTest, SignedRanks) {
  EXPECT_EQ(SignedRankTest({}, 0), 1);
  EXPECT_NEAR(SignedRankTest({1, -1, 2, -2, 3, -3}, 0), 1, 1e-12);
  // Sum of ranks 55 of ten values above: (27.5 - 0.5) / sqrt(96.25) = 2.7521 deviations.
  EXPECT_NEAR(SignedRankTest({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0), 0.005922, 1e-6);
  // Ties take t^3 - t off: ten equal distances, variance 96.25 - 990 / 48 = 75.625.
  EXPECT_NEAR(SignedRankTest(std::vector<double>(10, 4), 3), 0.001904, 1e-5);
}

TEST(StatisticsTest, RankSums) {
  EXPECT_EQ(RankSumTest({}, {1}), 1);
  EXPECT_NEAR(RankSumTest({1, 2, 3}, {1, 2, 3}), 1, 1e-12);
  // Ranks 1..8 of 16: sum 36, mean 68, variance 8 * 8 / 12 * 17 = 90.667: 31.5 / 9.5219.
  EXPECT_NEAR(RankSumTest({1, 2, 3, 4, 5, 6, 7, 8}, {9, 10, 11, 12, 13, 14, 15, 16}), 0.000939,
              1e-6);
  EXPECT_EQ(RankSumTest({1, 1, 1}, {1, 1, 1, 1}), 1) << "all equal";
}

// A difference of 2 % among 60 pairs that spread by 1 % is found; none is found where none is.
TEST(StatisticsTest, ADifferenceIsFoundAndNoneIsInvented) {
  std::mt19937_64 random(3);
  int found = 0, invented = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<double> same(60), slower(60);
    for (double& value : same) value = std::normal_distribution<>(1, 0.01)(random);
    for (double& value : slower) value = std::normal_distribution<>(0.98, 0.01)(random);
    found += SignedRankTest(slower, 1) < 0.01 && RankSumTest(slower, same) < 0.01;
    invented += SignedRankTest(same, 1) < 0.01;
  }
  EXPECT_EQ(found, 200);
  EXPECT_LE(invented, 8);
}

}  // namespace
}  // namespace wfx
