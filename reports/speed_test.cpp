#include "reports/speed.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace wfx {
namespace {

// So many repetitions of a system of this speed, each off by this share in the mean.
std::vector<double> Repetitions(std::mt19937_64& random, std::size_t count, double speed,
                                double spread) {
  std::normal_distribution<double> off(0, spread);
  std::vector<double> speeds;
  for (std::size_t i = 0; i < count; ++i) speeds.push_back(speed * std::exp(off(random)));
  return speeds;
}

// How often of 4,000 comparisons the bounds hold the true ratio.
double ShareThatHolds(std::size_t bases, std::size_t values, double ratio, double spread) {
  std::mt19937_64 random(7);
  constexpr int kTries = 4000;
  int held = 0;
  for (int i = 0; i < kTries; ++i) {
    const std::vector<double> base = Repetitions(random, bases, 50'000, spread);
    const auto found = RatioOf(Repetitions(random, values, 50'000 * ratio, 2 * spread), base);
    if (found->bounds->low <= ratio && ratio <= found->bounds->high) ++held;
  }
  return static_cast<double>(held) / kTries;
}

TEST(SpeedRatio, HasBoundsThatHoldTheTruth) {
  for (const std::size_t bases : {2u, 3u, 5u, 20u}) {
    for (const std::size_t values : {2u, 3u, 5u, 20u}) {
      const double share = ShareThatHolds(bases, values, 0.9, 0.03);
      EXPECT_GE(share, 0.94) << bases << " and " << values;
    }
  }
  EXPECT_LE(ShareThatHolds(20, 20, 0.9, 0.03), 0.97) << "wider than they have to be";
}

TEST(SpeedRatio, TellsApartWhatIsApart) {
  const std::optional<SpeedRatio> slower = RatioOf({80, 81, 79}, {100, 101, 99});
  ASSERT_TRUE(slower && slower->bounds);
  EXPECT_NEAR(slower->ratio, 0.8, 0.001);
  EXPECT_FALSE(slower->IsLikeOne());
  EXPECT_EQ(Spell(*slower), "0.80 (0.78 to 0.82)");
  const std::optional<SpeedRatio> alike = RatioOf({98, 104, 100}, {100, 97, 103});
  ASSERT_TRUE(alike && alike->bounds);
  EXPECT_TRUE(alike->IsLikeOne());
  EXPECT_TRUE(Spell(*alike).starts_with("\xE2\x89\x88 1.01 (")) << Spell(*alike);
}

TEST(SpeedRatio, OfOneRepetitionHasNoBounds) {
  EXPECT_EQ(Spell(*RatioOf({50}, {100, 101})), "0.50");
  EXPECT_FALSE(RatioOf({50}, {100, 101})->IsLikeOne());
  EXPECT_FALSE(RatioOf({}, {100}));
  EXPECT_FALSE(RatioOf({100}, {}));
}

TEST(SpeedRatio, OfFiguresWithoutSpreadIsExact) {
  EXPECT_EQ(Spell(*RatioOf({200, 200}, {100, 100})), "2.00 (2.00 to 2.00)");
  EXPECT_TRUE(RatioOf({100, 100}, {100, 100})->IsLikeOne());
}

TEST(SpeedRatio, KeepsTheDigitsThatCount) {
  EXPECT_EQ(Spell({0.00423, Bounds{0.0041, 0.0556}}), "0.0042 (0.0041 to 0.0556)");
  EXPECT_EQ(Spell({0.1, Bounds{0.095, 0.105}}), "0.100 (0.095 to 0.105)");
  EXPECT_EQ(Spell({0, std::nullopt}), "0.00");
}

TEST(Speed, IsWritesASecondOrOfAnOpenLoopItsLatency) {
  Measurement measurement;
  measurement.repetition_seconds = {0.5, 0, 2};
  measurement.repetition_writes = {100, 100, 100};
  measurement.series = {{0.25, {{50, 100'000, 5'000}, {50, 300'000, 9'000}}}, {0.25, {}}};
  EXPECT_EQ(SpeedsOf(measurement), (std::vector<double>{200, 50}));
  measurement.open.asked_rate = 1000;
  ASSERT_EQ(SpeedsOf(measurement).size(), 1u);
  EXPECT_NEAR(SpeedsOf(measurement)[0], 1e9 / 4000, 1e-6);
}

TEST(Speed, LatenciesAreThoseOfTheRepetitions) {
  Measurement measurement;
  EXPECT_TRUE(LatenciesOf(measurement, &Latency::p99).empty());
  for (const std::uint64_t p99 : {7, 0, 9}) {
    measurement.repetition_latency.emplace_back().p50 = 3;
    measurement.repetition_latency.back().p99 = p99;
  }
  EXPECT_EQ(LatenciesOf(measurement, &Latency::p50), (std::vector<double>{3, 3, 3}));
  EXPECT_EQ(LatenciesOf(measurement, &Latency::p99), (std::vector<double>{7, 9}));
}

}  // namespace
}  // namespace wfx
