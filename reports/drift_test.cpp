// How often a drift is seen where there is none, and found where there is one, on seeded runs.
#include "reports/drift.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace wfx {
namespace {

// A figure that spreads by 2 % from run to run, one in ten by 6 %; multiplied by `level` of each
// run.
template <typename Level>
std::vector<double> RunsOf(std::size_t runs, std::mt19937_64& random, const Level& level) {
  std::vector<double> values;
  for (std::size_t i = 0; i < runs; ++i) {
    const bool hit = std::uniform_int_distribution<>(0, 9)(random) == 0;
    const double noise = std::normal_distribution<>(0, hit ? 0.06 : 0.02)(random);
    values.push_back(20e3 * level(i) * std::exp(noise));
  }
  return values;
}

double Steady(std::size_t) { return 1; }

TEST(Drift, SeesNoneWhereThereIsNone) {
  std::mt19937_64 random(1);
  int histories = 0;
  for (int i = 0; i < 200; ++i) {
    std::vector<std::vector<double>> series;
    for (int figure = 0; figure < 4; ++figure) series.push_back(RunsOf(40, random, Steady));
    bool any = false;
    for (const Drift& drift : FindDrifts(series, static_cast<std::uint64_t>(i)))
      any = any || !drift.changes.empty();
    histories += any;
  }
  EXPECT_LE(histories, 4) << "of 200 histories 1 % is 2";
}

TEST(Drift, FindsAStepAndWhereItIs) {
  std::mt19937_64 random(2);
  int found = 0, near = 0;
  for (int i = 0; i < 50; ++i) {
    const auto step = [](std::size_t run) { return run < 25 ? 1 : 1.05; };
    const Drift drift = FindDrifts({RunsOf(40, random, step), RunsOf(40, random, Steady)}).front();
    if (drift.changes.empty()) continue;
    ++found;
    near += std::abs(static_cast<int>(drift.changes.front().at) - 25) <= 3;
    EXPECT_NEAR(drift.last / drift.first, 1.05, 0.03);
  }
  EXPECT_GE(found, 48);
  EXPECT_GE(near, 42);
}

// No two runs that follow each other differ by more than a fifth of a per cent.
TEST(Drift, FindsASlowSlope) {
  std::mt19937_64 random(3);
  int found = 0;
  for (int i = 0; i < 50; ++i) {
    const auto slope = [](std::size_t run) { return std::pow(1.002, static_cast<double>(run)); };
    const Drift drift = FindDrifts({RunsOf(60, random, slope)}).front();
    found += !drift.changes.empty() && drift.last > 1.03 * drift.first;
  }
  EXPECT_GE(found, 48);
}

TEST(Drift, AStrayRunIsNoChange) {
  std::mt19937_64 random(4);
  std::vector<double> values = RunsOf(40, random, Steady);
  values.back() *= 10;
  values[7] /= 10;
  EXPECT_TRUE(FindDrifts({values}).front().changes.empty());
}

TEST(Drift, FindsSeveralLevels) {
  std::mt19937_64 random(5);
  const auto levels = [](std::size_t run) { return run < 30 ? 1 : run < 60 ? 1.1 : 1.0; };
  const Drift drift = FindDrifts({RunsOf(90, random, levels)}).front();
  ASSERT_EQ(drift.changes.size(), 2u);
  EXPECT_NEAR(drift.changes[0].ratio, 1.1, 0.02);
  EXPECT_NEAR(drift.changes[1].ratio, 1 / 1.1, 0.02);
  EXPECT_NEAR(drift.last / drift.first, 1, 0.02);
}

TEST(Drift, TooFewOrEqualValuesShowNothing) {
  EXPECT_TRUE(FindDrifts({{1, 1, 1, 1, 9, 9, 9, 9, 9}}).front().changes.empty());
  EXPECT_TRUE(FindDrifts({std::vector<double>(40, 5)}).front().changes.empty());
  EXPECT_EQ(FindDrifts({std::vector<double>(40, 5)}).front().last, 5);
  EXPECT_TRUE(FindDrifts({{}}).front().changes.empty());
  EXPECT_TRUE(FindDrifts({}).empty());
}

}  // namespace
}  // namespace wfx
